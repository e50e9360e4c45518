import { type AfterWrite, type AggregateStore, createAggregateStore } from '@lienthong/aggregates';
import type { Db } from 'mongodb';
import type { DossierDocument } from '../commands/dossier-document.ts';

/** The dossiers of the site. Every list begins with the unit and ends with the key by which it is paged. */
export async function createDossierStore(
  db: Db,
  afterWrite: AfterWrite<DossierDocument>,
): Promise<AggregateStore<DossierDocument>> {
  const store = await createAggregateStore<DossierDocument>(db, 'dossiers', afterWrite);
  const { collection } = store;
  await collection.createIndex({ code: 1 }, { unique: true });
  await collection.createIndex({ codePrefix: 1, number: 1 });
  await collection.createIndex({ unit: 1, lane: 1, laneKey: 1 });
  await collection.createIndex({ unit: 1, orderKey: 1 });
  await collection.createIndex({ unit: 1, tokens: 1, orderKey: 1 });
  await collection.createIndex({ unit: 1, _id: 1 });
  await collection.createIndex({ unit: 1, days: 1, _id: 1 });
  return store;
}
