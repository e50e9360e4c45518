import {
  compareSites,
  formerOwners,
  keptHandOvers,
  parseReason,
  refuseField,
  type SitesDifference,
} from '@lienthong/domain';
import { parseTable } from '../adapters/table-schemas.ts';
import type { TableChange } from '../adapters/table-store.ts';
import { checkTable } from '../domain/check-table.ts';
import { refuseConcurrentTable, refuseForeignTable, refuseUnchanged } from '../domain/refusals.ts';
import { sitesText } from '../domain/sites-table.ts';
import { directoryUnit, type RegistrySite } from '../domain/table.ts';
import { contentHash } from '../projections/held-tables.ts';
import { type PublishingSite, storeOwnTable } from './publish-table.ts';

/** What every command on the registry of sites has besides its own. */
export interface ChangeSites {
  /** Why; kept with who and when. */
  reason: string;
  /** Only says what would change. */
  dryRun: boolean;
  /** SHA-256 of the table of sites that the caller saw: another one by now is a conflict. Needed unless it is a dry run. */
  hash: string;
  /** Who decides, as the token names them. */
  by: string;
}

/** What is known here of a unit's records. */
export interface KnownOfUnit {
  /** Records of the unit that this site's exchange holds; undefined: not known. */
  records: number | undefined;
  /** Records that its site has counted and this one does not hold; undefined: not known. */
  unconfirmed: number | undefined;
  /** Machine time at which the former site was last heard here. */
  lastHeard: Date | undefined;
  /** Of `records`, by channel: those that go up. */
  channels: readonly { channel: string; records: number }[] | undefined;
}

/** A unit that changes hands. */
export interface UnitConcerned extends KnownOfUnit {
  unit: string;
  from: string;
  to: string;
}

export interface ChangedSites {
  difference: SitesDifference;
  /** Of the table of sites as it is now: what a command after this dry run is given. */
  hash: string;
  units: UnitConcerned[];
}

export interface ChangingSite extends PublishingSite {
  now: () => Date;
  /** What exchange knows of these units. */
  describe: (units: readonly string[]) => Promise<ReadonlyMap<string, KnownOfUnit>>;
}

/**
 * Changes the registry of sites by one decision of a person: decided upon the table that is held, checked, stored with who and why in
 * one write, on its way to all sites.
 *
 * @throws Refusal `TABLE_NOT_OWNED_HERE`, `TABLE_CHANGED`, `NOTHING_CHANGES`, `INVALID_FIELD`, and whatever `decide` refuses.
 */
export async function changeSites(
  action: TableChange['action'],
  { reason, dryRun, hash, by }: ChangeSites,
  decide: (sites: readonly RegistrySite[], directoryUnit: string) => RegistrySite[],
  site: ChangingSite,
  /** Refuses units that may not change hands as they are. */
  checkUnits: (units: readonly UnitConcerned[]) => void = () => undefined,
): Promise<ChangedSites> {
  if (site.owner() !== site.site) refuseForeignTable(site.owner());
  const held = site.tables.find('sites');
  if (held?.parsed.kind !== 'sites') return refuseConcurrentTable('sites');
  const why = dryRun ? '' : parseReason(reason);
  if (!dryRun && hash === '')
    refuseField('hash', 'REQUIRED', 'the hash of the table that was seen in the dry run');
  if (hash !== '' && hash !== held.hash) refuseConcurrentTable('sites');
  const before = held.parsed.value;
  const unit = directoryUnit(site.province);
  const sites = decide(before.sites, unit);
  const difference = compareSites(before.sites, sites);
  const units = await concerned(difference, site);
  checkUnits(units);
  const news = units.flatMap(({ unit: of, channels = [] }) => channels.map((one) => ({ unit: of, ...one })));
  const after = {
    ...before,
    sites,
    former: formerOwners(before, { ...before, sites }, site.today()),
    handedOver: keptHandOvers(before.handedOver, news),
  };
  const content = sitesText(after);
  // As it will be read everywhere.
  checkTable('sites', parseTable('sites', content, site.province));
  const changed = contentHash(content);
  if (changed === held.hash) refuseUnchanged();
  if (dryRun) return { difference, hash: held.hash, units };
  const about = [
    ...difference.units.map(({ what }) => what),
    ...difference.removed,
    ...renamed(before.sites, sites),
  ];
  await storeOwnTable('sites', content, site, { action, by, reason: why, at: site.now(), about, hash: changed });
  return { difference, hash: changed, units };
}

/** Sites that got another successor. */
const renamed = (before: readonly RegistrySite[], after: readonly RegistrySite[]): string[] =>
  after
    .filter(({ id, successor }) => before.find((one) => one.id === id)?.successor !== successor)
    .map(({ id }) => id);

async function concerned(
  { units }: SitesDifference,
  { describe }: Pick<ChangingSite, 'describe'>,
): Promise<UnitConcerned[]> {
  if (units.length === 0) return [];
  // What is not known is said so: that exchange is away is no reason not to decide.
  const known = await describe(units.map(({ what }) => what)).catch(() => new Map<string, KnownOfUnit>());
  return units.map(({ what, from, to }) => ({
    unit: what,
    from,
    to,
    ...(known.get(what) ?? {
      records: undefined,
      unconfirmed: undefined,
      lastHeard: undefined,
      channels: undefined,
    }),
  }));
}
