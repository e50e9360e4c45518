import {
  compareSites,
  continueSites,
  type HandedOver,
  isSameRegistry,
  type LocalDay,
  type SitesDifference,
  type SitesTable,
} from '@lienthong/domain';
import type { RegisteredSite } from '@lienthong/runtime';
import { z } from 'zod';
import { Registry, type Site } from '../domain/registry.ts';
import type { FormerOwner, SiteMemory } from './site-memory.ts';

const tableSchema = z.object({
  sites: z
    .array(
      // What else a row says is the directory's.
      z.looseObject({
        id: z.string(),
        name: z.string(),
        parent: z.string(),
        owns: z.array(z.string()),
        publicKey: z.string(),
      }),
    )
    .min(1),
  former: z
    .array(
      z.object({ unit: z.string(), site: z.string(), publicKey: z.string(), until: z.string().default('') }),
    )
    .default([]),
  handedOver: z.array(z.object({ unit: z.string(), channel: z.string(), records: z.number() })).default([]),
  /** Public keys that are in other hands. */
  withdrawn: z.array(z.string()).default([]),
});

/** The site registry as this site has it: the configuration's until the province's record is held, then that. */
export interface RegistrySource {
  readonly registry: Registry;
  readonly configured: readonly RegisteredSite[];
  /** Of the record that it is, or of one that was not usable; empty: it is the configuration's. */
  readonly stamp: string;
  nameOf(site: string): string;
  /**
   * A published table of sites counts from now on.
   * @returns false when it is none, or leaves this site out: it says nothing of it, and the one before stays.
   */
  use(table: Uint8Array, stamp: string): Promise<boolean>;
  /** What the published registry has otherwise than this site's configuration about this site; undefined: nothing. */
  difference(): SitesDifference | undefined;
}

/** Remembers who owned what before, since their signatures hold on (R13), and which keys were withdrawn; a table that travels brings what this site never knew. */
export async function createRegistrySource(
  site: string,
  configured: readonly RegisteredSite[],
  memory: SiteMemory,
): Promise<RegistrySource> {
  let owners = await memory.owners();
  let rows: readonly RegisteredSite[] = configured;
  let published: readonly RegisteredSite[] = configured;
  let registry = toRegistry(rows, owners);
  let stamp = '';

  async function remember(former: readonly FormerOwner[], lost: readonly string[]): Promise<void> {
    const present = rows.flatMap(({ id, owns, publicKey }) =>
      owns.map((unit) => ({ unit, site: id, publicKey })),
    );
    const withdrawn = new Set([...withdrawnKeys(owners), ...lost]);
    const all = new Map<string, FormerOwner>();
    for (const { unit, site: by, publicKey } of [...owners, ...former, ...present]) {
      const one = { unit, site: by, publicKey, ...(withdrawn.has(publicKey) ? { withdrawn: true } : {}) };
      all.set(ownerText(one), one);
    }
    if (all.size === owners.length && withdrawn.size === withdrawnKeys(owners).size) return;
    await memory.saveOwners([...all.values()]);
    owners = [...all.values()];
  }

  await remember([], []);
  return {
    configured,
    get registry() {
      return registry;
    },
    get stamp() {
      return stamp;
    },
    nameOf: (id) => rows.find((row) => row.id === id)?.name ?? id,
    async use(table, of) {
      const parsed = parseSites(table);
      if (parsed) published = parsed.sites;
      const isUsable = parsed?.sites.some(({ id }) => id === site) ?? false;
      if (parsed && isUsable) {
        rows = parsed.sites;
        await remember(parsed.former, parsed.withdrawn ?? []);
        registry = toRegistry(rows, owners, parsed.handedOver);
      }
      stamp = of;
      return isUsable;
    },
    difference() {
      const isOwn = ({ id }: RegisteredSite): boolean => id === site;
      const { units } = compareSites(configured, published);
      const own = compareSites(configured.filter(isOwn), published.filter(isOwn));
      const found = { ...own, units: units.filter(({ from, to }) => from === site || to === site) };
      return isSameRegistry(found) ? undefined : found;
    },
  };
}

const ownerText = ({ unit, site, publicKey }: FormerOwner): string => `${unit} ${site} ${publicKey}`;

const withdrawnKeys = (owners: readonly FormerOwner[]): Set<string> =>
  new Set(owners.filter(({ withdrawn }) => withdrawn).map(({ publicKey }) => publicKey));

/** @returns the JSON of the directory's table, or undefined: it is none. */
export function parseSites(table: Uint8Array): SitesTable<RegisteredSite> | undefined {
  try {
    return tableSchema.parse(JSON.parse(Buffer.from(table).toString()));
  } catch {
    return undefined;
  }
}

/**
 * What is published in place of the newer registry: who owned what before, and which keys were withdrawn, stays in it.
 *
 * @param own the table that this site holds; undefined, or none that can be used: it goes by its configuration.
 * @param today as `continueSites`.
 */
export function tableInPlace(
  own: Uint8Array | undefined,
  configured: readonly RegisteredSite[],
  newer: SitesTable | undefined,
  today: LocalDay,
): SitesTable<RegisteredSite> & { readonly text: string; readonly isConfigured: boolean } {
  const held = own && parseSites(own);
  const table = held ?? { sites: [...configured], former: [], handedOver: [] };
  const text = held ? Buffer.from(own).toString() : JSON.stringify({ sites: configured });
  return { ...table, text: continueSites(newer, table, text, today), isConfigured: !held };
}

function toRegistry(
  rows: readonly RegisteredSite[],
  owners: readonly FormerOwner[],
  handedOver: readonly HandedOver[] = [],
): Registry {
  const present = new Set(rows.map(({ id }) => id));
  const former = [...new Set(owners.map((one) => one.site))].filter((id) => !present.has(id));
  const sites: Site[] = rows.map(({ id, parent, owns, publicKey }) => ({
    id,
    parent: parent === '' ? null : parent,
    owns,
    ...keysOf(id, owns, publicKey, owners),
  }));
  // A site that is gone: nobody's neighbour, but what it signed stands.
  for (const id of former) sites.push({ id, parent: null, owns: [], ...keysOf(id, [], undefined, owners) });
  return new Registry(sites, handedOver);
}

function keysOf(
  site: string,
  owns: readonly string[],
  present: string | undefined,
  owners: readonly FormerOwner[],
): Pick<Site, 'formerlyOwned' | 'publicKeys' | 'formerKeys'> {
  const mine = owners.filter((one) => one.site === site);
  const isWithdrawn = present !== undefined && withdrawnKeys(owners).has(present);
  return {
    formerlyOwned: [...new Set(mine.map((one) => one.unit))].filter((unit) => !owns.includes(unit)),
    publicKeys: present === undefined || isWithdrawn ? [] : [present],
    formerKeys: mine.map(({ unit, publicKey, withdrawn = false }) => ({ unit, publicKey, withdrawn })),
  };
}
