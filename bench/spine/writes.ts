import type { Province } from '@lienthong/tools/province/province';
import { MongoClient } from 'mongodb';

/** Write commands that the database of each site has taken so far. */
export type Writes = ReadonlyMap<string, { inserts: number; updates: number }>;

const insertNames = ['insert'];
const updateNames = ['update', 'findAndModify', 'bulkWrite', 'delete'];

export async function countWrites({ sites }: Province): Promise<Writes> {
  const counts = sites.map(async ({ id, database }) => {
    const client = new MongoClient(database.uri);
    try {
      const { metrics } = await client.db('admin').command({ serverStatus: 1 });
      const sum = (names: readonly string[]): number =>
        names.reduce((all, name) => all + Number(metrics?.commands?.[name]?.total ?? 0), 0);
      return [id, { inserts: sum(insertNames), updates: sum(updateNames) }] as const;
    } finally {
      await client.close();
    }
  });
  return new Map(await Promise.all(counts));
}

export function writesSince(before: Writes, after: Writes): Writes {
  return new Map(
    [...after].map(([site, { inserts, updates }]) => {
      const known = before.get(site);
      return [
        site,
        { inserts: inserts - (known?.inserts ?? 0), updates: updates - (known?.updates ?? 0) },
      ] as const;
    }),
  );
}
