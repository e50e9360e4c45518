import { type AnyClientBulkWriteModel, type Db, type Document, MongoClientBulkWriteError } from 'mongodb';
import type { WriteCounted } from '../projections/ports.ts';
import { toFactDocument } from './fact-store.ts';
import { toTallyDocument, toTallyUpdate } from './tally-store.ts';

/** What a server answers that knows no write to several collections, as MongoDB before 8.0. */
const commandNotFound = 59;

/** @param names of the collections. */
export function createWriteCounted(db: Db, names: { facts: string; tallies: string }): WriteCounted {
  const facts = { namespace: `${db.databaseName}.${names.facts}` };
  const tallies = { namespace: `${db.databaseName}.${names.tallies}` };
  let isKnown = true;

  return async (all, writes) => {
    if (!isKnown) return false;
    const models: AnyClientBulkWriteModel<Document & { _id: string }>[] = [
      ...all.map((fact) => ({ ...facts, name: 'insertOne' as const, document: toFactDocument(fact) })),
      ...writes.map((write) =>
        write.expected === 0
          ? { ...tallies, name: 'insertOne' as const, document: toTallyDocument(write) }
          : { ...tallies, name: 'updateOne' as const, ...toTallyUpdate(write) },
      ),
    ];
    try {
      const { insertedCount, matchedCount } = await db.client.bulkWrite<
        Record<string, Document & { _id: string }>
      >(models, { ordered: true });
      return insertedCount + matchedCount === models.length;
    } catch (error) {
      if (!(error instanceof MongoClientBulkWriteError)) throw error;
      if ((error.cause as { code?: unknown } | undefined)?.code === commandNotFound) isKnown = false;
      else if (error.writeErrors.size === 0 || error.writeConcernErrors.length > 0)
        throw error.cause ?? error;
      return false;
    }
  };
}
