import { type DatabaseServer, freshDatabaseName, startDatabase } from '@lienthong/testkit';
import { type Db, MongoClient } from 'mongodb';
import { createRecordStore, type RecordStore } from '../src/adapters/record-store.ts';
import { type Document, emptyDocument } from '../src/domain/document.ts';
import type { Stamp } from '../src/domain/stamp.ts';

const key = 'u2-tally-onestop/20116@0/2025-06-30';
const seen: Stamp[] = Array.from({ length: 64 }, (_, at) => ({
  rev: at + 7,
  tag: `${at + 7}`.padStart(16, '0'),
}));

let server: DatabaseServer;
let client: MongoClient;
let db: Db;
let records: RecordStore;

beforeAll(async () => {
  server = await startDatabase();
  client = await MongoClient.connect(server.uri);
  db = client.db(freshDatabaseName());
  records = await createRecordStore(db);
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

const documentWith = (known: readonly Stamp[]): Document => ({
  ...emptyDocument(key),
  shown: known.length === 0 ? null : { seen: known.slice(0, 16), base: 3 },
  jump: { rev: 2_000_000, tag: '00000000000000ff', by: 'have', hop: 's482', at: 5, accepted: false },
  rulings: [{ action: 'lift', reason: 'đã đối chiếu', by: 'o', at: 6 }],
  record: {
    rev: 70,
    tag: '0000000000000070',
    value: new Uint8Array([1, 2]),
    content: null,
    tombstone: false,
    seen: known,
    base: 6,
    broke: 0,
    lifted: 0,
    extra: '',
    by: 's20116',
    sig: 'signature',
  },
});
const read = async () => (await records.read([key])).get(key);

test.each([{ known: [] }, { known: seen.slice(0, 1) }, { known: seen }])(
  'a record comes back with the $known.length stamps that its writer knew',
  async ({ known }) => {
    const before = (await read())?.version;
    const version = `v${known.length}`;
    await records.write([{ key, before, version, document: documentWith(known) }]);
    expect(await read()).toEqual({ version, document: documentWith(known) });
  },
);

test('what an earlier version wrote as a list is read as it was', async () => {
  await db.collection<{ _id: string }>('records').updateOne({ _id: key }, { $set: { 'record.seen': seen } });
  expect((await read())?.document.record?.seen).toEqual(seen);
});
