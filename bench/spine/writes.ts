import type { Province } from '@lienthong/tools/province/province';
import { MongoClient } from 'mongodb';

const commands = {
  inserts: ['insert'],
  /** Of several collections. */
  bulk: ['bulkWrite'],
  updates: ['update', 'findAndModify', 'delete'],
} as const;

/** Write commands that the database of each site has taken so far. */
export type Writes = ReadonlyMap<string, SiteWrites>;
export type SiteWrites = Record<keyof typeof commands, number>;

export async function countWrites({ sites }: Province): Promise<Writes> {
  const counts = sites.map(async ({ id, database }) => {
    const client = new MongoClient(database.uri);
    try {
      const { metrics } = await client.db('admin').command({ serverStatus: 1 });
      const sum = (names: readonly string[]): number =>
        names.reduce((all, name) => all + Number(metrics?.commands?.[name]?.total ?? 0), 0);
      return [id, mapKinds((kind) => sum(commands[kind]))] as const;
    } finally {
      await client.close();
    }
  });
  return new Map(await Promise.all(counts));
}

export function writesSince(before: Writes, after: Writes): Writes {
  return new Map(
    [...after].map(([site, now]) => [site, mapKinds((kind) => now[kind] - (before.get(site)?.[kind] ?? 0))]),
  );
}

const mapKinds = (count: (kind: keyof SiteWrites) => number): SiteWrites => ({
  inserts: count('inserts'),
  bulk: count('bulk'),
  updates: count('updates'),
});
