import {
  compareSites,
  formerOwners,
  keptHandOvers,
  parseReason,
  refuseField,
  type SitesDifference,
  sitesText,
} from '@lienthong/domain';
import { checkTable } from '../domain/check-table.ts';
import type { OpenStock } from '../domain/open-stocks.ts';
import { refuseConcurrentTable, refuseForeignTable, refuseUnchanged } from '../domain/refusals.ts';
import { directoryUnit, type RegistrySite } from '../domain/table.ts';
import { contentHash } from '../projections/held-tables.ts';
import type { TableChange } from '../projections/ports.ts';
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
  /** Records that its site has, and this one not, or with another value; undefined: not known. */
  unconfirmed: number | undefined;
  /** Its site was asked at this moment and said what it has. */
  answered: boolean;
  /** Machine time at which the former site was last heard here. */
  lastHeard: Date | undefined;
  /** Of `records`, by channel: those that go up. */
  channels: readonly { channel: string; records: number }[] | undefined;
}

/** A unit that changes hands. */
export interface UnitConcerned extends KnownOfUnit {
  /** What is open of the unit and stays where it is. */
  openStocks: OpenStock[];
  unit: string;
  from: string;
  to: string;
}

/** What a site says of what nobody else may hold. */
export interface KnownOfSite {
  /** It was asked at this moment and said it. */
  answered: boolean;
  /** Machine time at which somebody on the way was last heard, of one that does not answer. */
  lastHeard: Date | undefined;
  /** Hash of the table of sites that it goes by; empty: not known. */
  sitesHash: string;
  /** Records that the site above it has not confirmed; undefined: not known. */
  unconfirmed: number | undefined;
  /** Records that it wrote after a hand-over and that nobody holds, by unit. */
  stranded: { unit: string; records: number; ids: string[] }[];
}

/** What is asked of sites at this moment. */
export interface SitesAsked {
  /** What this site holds of units, against what the sites that write them say. @throws when exchange does not answer here. */
  describeUnits(units: readonly { unit: string; from: string }[]): Promise<ReadonlyMap<string, KnownOfUnit>>;
  describeSite(id: string): Promise<KnownOfSite>;
}

/** A site that is retired, as it spoke last. */
export interface RetiredSite extends Omit<KnownOfSite, 'sitesHash'> {
  /** By the registry as it is now. */
  goesByRegistry: boolean;
}

export interface ChangedSites {
  difference: SitesDifference;
  /** Of the table of sites as it is now: what a command after this dry run is given. */
  hash: string;
  units: UnitConcerned[];
  retired: RetiredSite | undefined;
}

export interface ChangingSite extends PublishingSite {
  now: () => Date;
  words: SitesAsked;
  openStocks: (unit: string) => Promise<OpenStock[]>;
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
  /** Refuses what is not safe as it is. */
  check: (units: readonly UnitConcerned[]) => void | Promise<void> = () => undefined,
): Promise<ChangedSites> {
  if (site.owner() !== site.site) refuseForeignTable(site.owner());
  const held = site.tables.find('sites');
  if (held?.parsed.kind !== 'sites') return refuseConcurrentTable('sites');
  const why = dryRun ? '' : parseReason(reason, 'decision.reason');
  if (!dryRun && hash === '')
    refuseField('decision.hash', 'REQUIRED', 'the hash of the table that was seen in the dry run');
  if (hash !== '' && hash !== held.hash) refuseConcurrentTable('sites');
  const before = held.parsed.value;
  const unit = directoryUnit(site.province);
  const sites = decide(before.sites, unit);
  const difference = compareSites(before.sites, sites);
  const units = await concerned(difference, site);
  await check(units);
  const news = units.flatMap(({ unit: of, channels = [] }) => channels.map((one) => ({ unit: of, ...one })));
  const after = {
    ...before,
    sites,
    former: formerOwners(before, { ...before, sites }, site.today()),
    handedOver: keptHandOvers(before.handedOver, news),
  };
  const content = sitesText(after);
  // As it will be read everywhere.
  checkTable('sites', site.parse('sites', content));
  const changed = contentHash(content);
  if (changed === held.hash) refuseUnchanged();
  if (dryRun) return { difference, hash: held.hash, units, retired: undefined };
  const about = [
    ...difference.units.map(({ what }) => what),
    ...difference.removed,
    ...renamed(before.sites, sites),
  ];
  await storeOwnTable('sites', content, site, {
    action,
    by,
    reason: why,
    at: site.now(),
    about,
    hash: changed,
  });
  return { difference, hash: changed, units, retired: undefined };
}

/** Sites that got another successor. */
const renamed = (before: readonly RegistrySite[], after: readonly RegistrySite[]): string[] =>
  after
    .filter(({ id, successor }) => before.find((one) => one.id === id)?.successor !== successor)
    .map(({ id }) => id);

async function concerned(
  { units }: SitesDifference,
  { words, openStocks }: Pick<ChangingSite, 'words' | 'openStocks'>,
): Promise<UnitConcerned[]> {
  if (units.length === 0) return [];
  // What is not known is said so: that exchange is away is no reason not to decide.
  const asked = units.map(({ what, from }) => ({ unit: what, from }));
  const [known, open] = await Promise.all([
    words.describeUnits(asked).catch(() => new Map<string, KnownOfUnit>()),
    Promise.all(units.map(({ what }) => openStocks(what))),
  ]);
  return units.map(({ what, from, to }, at) => ({
    unit: what,
    from,
    to,
    openStocks: open[at] ?? [],
    ...(known.get(what) ?? {
      records: undefined,
      unconfirmed: undefined,
      answered: false,
      lastHeard: undefined,
      channels: undefined,
    }),
  }));
}
