import type { LocalSite } from '../province/local-site.ts';
import { readStores, type SiteStores } from '../recount/stores.ts';
import type { Contributor, CountedDocument } from '../recount/contributor.ts';

/**
 * What the day has done to the communes that no recount of their databases can know: where something was lost, so that the province has
 * to say so, and what stands in no database any more.
 */
export interface Ledger {
  /** By day (`dayName`) of which the levels above held what their owner lost: what happened. They have to be marked. */
  readonly marked: Map<string, string>;
  /**
   * Days that may be marked: counted again from one version behind, they may reach the same version, so that nobody can see a loss; or
   * another site writes them now.
   */
  readonly perhaps: Set<string>;
  /** By owner, documents of machines that are gone while their numbers were taken back from above. */
  readonly gone: Map<string, CountedDocument[]>;
  /** Ids of dossiers that a clerk was told are kept, and that a decision gave up. */
  readonly givenUp: Set<string>;
  /** Sites that are no more. */
  readonly retired: Set<string>;
}

export const createLedger = (): Ledger => ({
  marked: new Map(),
  perhaps: new Set(),
  gone: new Map(),
  givenUp: new Set(),
  retired: new Set(),
});

/** Of a site's own units, the days of every contributor (`dayName`) that the site above holds in another state than this one. */
export async function daysUnknownTo(
  { described }: LocalSite,
  above: LocalSite,
  contributors: readonly Contributor[],
  /** What the site had, by owner; nothing: it is empty. */
  had: ReadonlyMap<string, SiteStores> = new Map(),
): Promise<string[]> {
  const days = contributors.map(async ({ owner }) => {
    const stamps = had.get(owner)?.stamps;
    return [...(await readStores(above, owner)).stamps]
      .filter(([name, stamp]) => described.owns.includes(unitOf(name)) && stamps?.get(name) !== stamp)
      .map(([name]) => `${owner}/${name}`);
  });
  return (await Promise.all(days)).flat();
}

const unitOf = (name: string): string => name.slice(0, name.lastIndexOf('/'));
