import type { LocalSite } from '../province/local-site.ts';
import { readStores } from '../recount/stores.ts';
import type { DossierDocument } from './dossiers.ts';

/**
 * What the day has done to the communes that no recount of their databases can know: where something was lost, so that the province has
 * to say so, and what stands in no database any more.
 */
export interface Ledger {
  /** By day, as `unit/day`, of which the levels above held what their owner lost: what happened. They have to be marked. */
  readonly marked: Map<string, string>;
  /**
   * Days that may be marked: counted again from one version behind, they may reach the same version, so that nobody can see a loss; or
   * another site writes them now.
   */
  readonly perhaps: Set<string>;
  /** Dossiers of machines that are gone while their numbers were taken back from above. */
  readonly gone: DossierDocument[];
  /** Ids of dossiers that a clerk was told are kept, and that a decision gave up. */
  readonly givenUp: Set<string>;
  /** Sites that are no more. */
  readonly retired: Set<string>;
}

export const createLedger = (): Ledger => ({
  marked: new Map(),
  perhaps: new Set(),
  gone: [],
  givenUp: new Set(),
  retired: new Set(),
});

/** Of a site's own units, the days that the site above holds in another state than this one. */
export async function daysUnknownTo(
  stamps: ReadonlyMap<string, string>,
  units: readonly string[],
  above: LocalSite,
): Promise<string[]> {
  const held = await readStores(above);
  return [...held.stamps]
    .filter(([name, stamp]) => units.includes(unitOf(name)) && stamps.get(name) !== stamp)
    .map(([name]) => name);
}

const unitOf = (name: string): string => name.slice(0, name.lastIndexOf('/'));
