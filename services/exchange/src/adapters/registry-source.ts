import type { RegisteredSite } from '@lienthong/runtime';
import { z } from 'zod';
import { Registry, type Site } from '../domain/registry.ts';
import type { FormerOwner, SiteMemory } from './site-memory.ts';

const tableSchema = z.object({
  sites: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        parent: z.string(),
        owns: z.array(z.string()),
        publicKey: z.string(),
      }),
    )
    .min(1),
});

/** The site registry as this site has it: the configuration's until the province's record is held, then that. */
export interface RegistrySource {
  readonly registry: Registry;
  nameOf(site: string): string;
  /** A published table of sites (the JSON of the directory's table). @returns false when it is none, or leaves this site out. */
  use(table: Uint8Array): Promise<boolean>;
}

/** Remembers who owned what before, since their signatures hold on (R13). */
export async function createRegistrySource(
  site: string,
  configured: readonly RegisteredSite[],
  memory: SiteMemory,
): Promise<RegistrySource> {
  let owners = await memory.owners();
  let rows: readonly RegisteredSite[] = configured;
  let registry = toRegistry(rows, owners);

  async function remember(): Promise<void> {
    const known = new Set(owners.map(ownerText));
    const more = rows
      .flatMap(({ id, owns, publicKey }) => owns.map((unit) => ({ unit, site: id, publicKey })))
      .filter((one) => !known.has(ownerText(one)));
    if (more.length === 0) return;
    const all = [...owners, ...more];
    await memory.saveOwners(all);
    owners = all;
  }

  await remember();
  return {
    get registry() {
      return registry;
    },
    nameOf: (id) => rows.find((row) => row.id === id)?.name ?? id,
    async use(table) {
      const parsed = parseTable(table);
      if (!parsed?.some(({ id }) => id === site)) return false;
      rows = parsed;
      await remember();
      registry = toRegistry(rows, owners);
      return true;
    },
  };
}

const ownerText = ({ unit, site, publicKey }: FormerOwner): string => `${unit} ${site} ${publicKey}`;

function parseTable(table: Uint8Array): RegisteredSite[] | undefined {
  try {
    return tableSchema.parse(JSON.parse(Buffer.from(table).toString())).sites;
  } catch {
    return undefined;
  }
}

function toRegistry(rows: readonly RegisteredSite[], owners: readonly FormerOwner[]): Registry {
  const present = new Set(rows.map(({ id }) => id));
  const former = [...new Set(owners.map((one) => one.site))].filter((id) => !present.has(id));
  const sites: Site[] = rows.map(({ id, parent, owns, publicKey }) => ({
    id,
    parent: parent === '' ? null : parent,
    owns,
    ...formerOf(id, owns, [publicKey], owners),
  }));
  // A site that is gone: nobody's neighbour, but what it signed stands.
  for (const id of former) sites.push({ id, parent: null, owns: [], ...formerOf(id, [], [], owners) });
  return new Registry(sites);
}

function formerOf(
  site: string,
  owns: readonly string[],
  keys: readonly string[],
  owners: readonly FormerOwner[],
): Pick<Site, 'formerlyOwned' | 'publicKeys'> {
  const mine = owners.filter((one) => one.site === site);
  return {
    formerlyOwned: [...new Set(mine.map((one) => one.unit))].filter((unit) => !owns.includes(unit)),
    publicKeys: [...new Set([...keys, ...mine.map((one) => one.publicKey)])],
  };
}
