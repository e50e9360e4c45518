import { type DatabaseServer, freshDatabaseName, startDatabase } from '@lienthong/testkit';
import { type Db, MongoClient } from 'mongodb';
import { createRecordStore } from '../src/adapters/record-store.ts';

let server: DatabaseServer;
let client: MongoClient;
let db: Db;

beforeAll(async () => {
  server = await startDatabase();
  client = await MongoClient.connect(server.uri);
  db = client.db(freshDatabaseName());
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

test('what others have to look at takes no place from what the caller has, nor many of one kind from another, and the order stands', async () => {
  const records = await createRecordStore(db);
  const of = (unit: string, incident: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({
      _id: `u2-tally-onestop/${unit}/${incident}${at}`,
      incident,
      says: JSON.stringify({ held: null, displaced: null, heard: {} }),
      record: null,
    }));
  await db
    .collection<{ _id: string }>('records')
    .insertMany(
      [
        ...of('20125@0', 'marked', 40),
        ...of('20116@0', 'marked', 2),
        ...of('20116@0', 'stub', 500),
      ].reverse(),
    );
  const { found, isMore } = await records.incidents(3, (key) => key.includes('/20116@0/'));
  expect(found.map(({ document, kind }) => [document.key, kind])).toEqual([
    ['u2-tally-onestop/20116@0/stub0', 'stub'],
    ['u2-tally-onestop/20116@0/stub1', 'stub'],
    ['u2-tally-onestop/20116@0/stub10', 'stub'],
    ['u2-tally-onestop/20116@0/marked0', 'marked'],
    ['u2-tally-onestop/20116@0/marked1', 'marked'],
  ]);
  expect(isMore).toBe(true);
  expect((await records.incidents(600, () => true)).isMore).toBe(false);
});
