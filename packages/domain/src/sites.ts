import type { LocalDay } from './local-day.ts';

/** A row of the registry of sites, as far as it is compared. */
export interface SiteRow {
  readonly id: string;
  /** Site id of the parent; empty at the top. */
  readonly parent: string;
  /** Keys of the units whose records the site writes. */
  readonly owns: readonly string[];
  /** Ed25519, base64url. */
  readonly publicKey: string;
}

/** A site that once wrote a unit's records, and the key that it signed them with: its signatures hold on. */
export interface FormerOwner {
  readonly unit: string;
  readonly site: string;
  readonly publicKey: string;
  /** The day on which the registry without it was published. */
  readonly until: LocalDay;
}

/** How many records of a channel the province held of a unit when it last changed hands: its new owner takes over as many. */
export interface HandedOver {
  readonly unit: string;
  readonly channel: string;
  readonly records: number;
}

/** A site below another parent, or a unit that another site writes; empty: none. */
export interface SiteChange {
  what: string;
  from: string;
  to: string;
}

/** What changes from one registry to another, each list in order. */
export interface SitesDifference {
  added: string[];
  removed: string[];
  moved: SiteChange[];
  units: SiteChange[];
  /** Sites with another public key. */
  rekeyed: string[];
}

export function compareSites(before: readonly SiteRow[], after: readonly SiteRow[]): SitesDifference {
  const [old, now] = [byId(before), byId(after)];
  const both = before.flatMap((one) => {
    const other = now.get(one.id);
    return other ? [{ one, other }] : [];
  });
  return {
    added: ids(after.filter(({ id }) => !old.has(id))),
    removed: ids(before.filter(({ id }) => !now.has(id))),
    moved: changes(new Map(both.map(({ one }) => [one.id, one.parent])), parentsOf(both)),
    units: changes(ownersOf(before), ownersOf(after)),
    rekeyed: ids(both.filter(({ one, other }) => one.publicKey !== other.publicKey).map(({ one }) => one)),
  };
}

export const isSameRegistry = ({ added, removed, moved, units, rekeyed }: SitesDifference): boolean =>
  added.length + removed.length + moved.length + units.length + rekeyed.length === 0;

/**
 * Who wrote a unit's records before, when `after` takes the place of `before`: all that was known of it, and every owner and key that
 * `after` no longer has. Nobody can leave one out, since the records that it signed would be refused for ever where they have to be sent anew.
 */
export function formerOwners(
  before: { readonly sites: readonly SiteRow[]; readonly former: readonly FormerOwner[] } | undefined,
  after: { readonly sites: readonly SiteRow[]; readonly former: readonly FormerOwner[] },
  today: LocalDay,
): FormerOwner[] {
  const present = new Set(signersOf(after.sites).map(signerText));
  const former = new Map<string, FormerOwner>();
  const left = signersOf(before?.sites ?? []).map((one) => ({ ...one, until: today }));
  for (const one of [...(before?.former ?? []), ...after.former, ...left]) {
    const name = signerText(one);
    if (!present.has(name) && !former.has(name)) former.set(name, one);
  }
  return [...former].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** What was handed over, when `after` takes the place of `before`: a table that leaves it out does not undo it; one that names it does. */
export function keptHandOvers(before: readonly HandedOver[], after: readonly HandedOver[]): HandedOver[] {
  const all = new Map([...before, ...after].map((one) => [`${one.unit} ${one.channel}`, one]));
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** The content of the table `sites`. */
export interface SitesTable<Row extends SiteRow = SiteRow> {
  sites: Row[];
  /** Who signed units' records before. */
  former: FormerOwner[];
  /** What units' new owners took over. */
  handedOver: HandedOver[];
  /** Public keys that are in other hands: nothing that they sign is taken any more, whenever it was signed. */
  withdrawn?: string[] | undefined;
}

/**
 * A table of sites as it takes the place of another: who owned a unit, with which key it signed, and which keys were withdrawn stays in it,
 * whoever wrote the new one.
 * The same text when nothing has to be added.
 *
 * @param today the day that stands beside owners and keys that are former ones from now on.
 */
export function continueSites(
  before: SitesTable | undefined,
  after: SitesTable,
  text: string,
  today: LocalDay,
): string {
  const former = formerOwners(before, after, today);
  const handedOver = keptHandOvers(before?.handedOver ?? [], after.handedOver);
  const withdrawn = withdrawnKeys(before, after);
  const isSame =
    JSON.stringify([former, handedOver, withdrawn]) ===
    JSON.stringify([after.former, after.handedOver, after.withdrawn ?? []]);
  return isSame ? text : sitesText({ sites: after.sites, former, handedOver, withdrawn });
}

/** A registry in which nothing was ever handed over looks as the site's configuration writes it. */
export const sitesText = ({ sites, former, handedOver, withdrawn = [] }: SitesTable): string =>
  JSON.stringify({
    sites,
    ...(former.length > 0 ? { former } : {}),
    ...(handedOver.length > 0 ? { handedOver } : {}),
    ...(withdrawn.length > 0 ? { withdrawn } : {}),
  });

/** In order. What was withdrawn once stays so, whoever writes the next table. */
const withdrawnKeys = (...tables: (SitesTable | undefined)[]): string[] =>
  [...new Set(tables.flatMap((table) => table?.withdrawn ?? []))].sort();

const signersOf = (sites: readonly SiteRow[]): Omit<FormerOwner, 'until'>[] =>
  sites.flatMap(({ id, owns, publicKey }) => owns.map((unit) => ({ unit, site: id, publicKey })));

const signerText = ({ unit, site, publicKey }: Omit<FormerOwner, 'until'>): string =>
  `${unit} ${site} ${publicKey}`;

const byId = (sites: readonly SiteRow[]): Map<string, SiteRow> => new Map(sites.map((one) => [one.id, one]));
const ids = (sites: readonly SiteRow[]): string[] => sites.map(({ id }) => id).sort();
const ownersOf = (sites: readonly SiteRow[]): Map<string, string> =>
  new Map(sites.flatMap(({ id, owns }) => owns.map((unit) => [unit, id] as const)));
const parentsOf = (both: readonly { other: SiteRow }[]): Map<string, string> =>
  new Map(both.map(({ other }) => [other.id, other.parent]));

function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): SiteChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((what) => ({ what, from: before.get(what) ?? '', to: after.get(what) ?? '' }))
    .filter(({ from, to }) => from !== to);
}
