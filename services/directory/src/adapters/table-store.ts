import { isDuplicateKey } from '@lienthong/runtime';
import type { Collection, Db } from 'mongodb';
import type { StoredTable, TableStore } from '../projections/ports.ts';

export function createTableStore(db: Db): TableStore {
  const tables: Collection<StoredTable> = db.collection<StoredTable>('tables');
  return {
    all: () => tables.find().toArray(),
    async find(id) {
      return (await tables.findOne({ _id: id })) ?? undefined;
    },
    async putOwn(table, before) {
      const { _id, ...rest } = table;
      if (before > 0)
        return (await tables.updateOne({ _id, src: before }, { $set: rest })).matchedCount === 1;
      try {
        await tables.insertOne(table);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async putReceived({ _id, ...rest }) {
      await tables.updateOne({ _id }, { $set: rest }, { upsert: true });
    },
  };
}
