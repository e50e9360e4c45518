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
/** From where each test begins, and no further. */
const anyMove = { expected: 'm', next: 'm' };
beforeEach(async () => {
  await records.moveMark({ expected: '', next: 'm' });
});
const read = async () => (await records.read([key])).get(key);

test.each([{ known: [] }, { known: seen.slice(0, 1) }, { known: seen }])(
  'a record comes back with the $known.length stamps that its writer knew',
  async ({ known }) => {
    const before = (await read())?.version;
    const version = `v${known.length}`;
    await records.write([{ key, before, version, document: documentWith(known) }], anyMove);
    expect(await read()).toEqual({ version, document: documentWith(known) });
  },
);

test('what an earlier version wrote as a list is read as it was', async () => {
  await db.collection<{ _id: string }>('records').updateOne({ _id: key }, { $set: { 'record.seen': seen } });
  expect((await read())?.document.record?.seen).toEqual(seen);
});

test('E start: the pages of a walk have each document once, and some thousand at a time, however unevenly they lie', async () => {
  const all: string[] = [];
  // A bucket of its own that is larger than a page, and many small ones.
  for (let at = 0; at < 3_000; at += 1)
    all.push(at < 1_500 ? `d3-table/46@0/t${at}` : `u2-tally/${at}@0/2025-06-30`);
  for (let at = 0; at < all.length; at += 500) {
    const writes = all.slice(at, at + 500).map((one) => ({
      key: one,
      before: undefined,
      version: `v${one}`,
      document: { ...emptyDocument(one), heard: { s46: { chain: [], at: 1 } } },
    }));
    expect((await records.write(writes, anyMove)).conflicts).toEqual(new Set());
  }
  const met: string[] = [];
  let pages = 0;
  for (let at: string | undefined = ''; at !== undefined; pages += 1) {
    const { outlines, next }: Awaited<ReturnType<RecordStore['page']>> = await records.page(at);
    expect(outlines.length).toBeLessThan(1_500 + 1_500);
    met.push(...outlines.filter((one) => one.key !== key).map((one) => one.key));
    at = next;
  }
  expect(met.sort()).toEqual(all.sort());
  expect(pages).toBeLessThan(200);
});

describe('the mark moves with the records', () => {
  const written = (number: number, before?: string) => ({
    key: `${key}/${number}`,
    before,
    version: `v${number}`,
    document: emptyDocument(`${key}/${number}`),
  });
  const mark = async () =>
    (await db.collection<{ _id: string; mark?: string }>('records').findOne({ _id: '#mark' }))?.mark;

  test('from what was expected', async () => {
    expect(await records.write([written(1)], { expected: 'm', next: 'b' })).toEqual({
      conflicts: new Set(),
      isOurs: true,
    });
    expect(await mark()).toBe('b');
  });

  test('a conflict of a record is no other database', async () => {
    const again = { ...written(1), version: 'of another' };
    const { conflicts, isOurs } = await records.write([again, written(2)], { expected: 'm', next: 'c' });
    // What follows it in the same write waits for the next attempt.
    expect({ has: [...conflicts], isOurs }).toEqual({ has: [`${key}/1`, `${key}/2`], isOurs: true });
    expect(await mark()).toBe('c');
  });

  test('where another mark stands the database is not the one that was left: nothing is written, and the mark moves', async () => {
    const { conflicts, isOurs } = await records.write([written(3)], { expected: 'of another', next: 'd' });
    expect({ has: [...conflicts], isOurs }).toEqual({ has: [`${key}/3`], isOurs: false });
    expect(await mark()).toBe('d');
  });

  test('in an empty database, too', async () => {
    await db.collection<{ _id: string }>('records').deleteOne({ _id: '#mark' });
    const { isOurs } = await records.write([written(4)], { expected: 'm', next: 'e' });
    expect({ isOurs, mark: await mark() }).toEqual({ isOurs: false, mark: 'e' });
  });

  test('no list of records has it', async () => {
    expect((await records.page('')).outlines.map((one) => one.key)).not.toContain('#mark');
    expect(await records.open(undefined)).not.toContain('#mark');
    expect(await records.unsettled()).toEqual([]);
  });
});

test('E bounds: evidence is kept for as long as it is asked for, and no longer (R14)', async () => {
  const { record } = documentWith([]);
  if (!record) throw new Error('no record');
  const kept = (stampRev: number, at: number) => ({ key, stamp: { rev: stampRev, tag: 'a' }, record, at });
  await records.keepEvidence([kept(1, 1_000), kept(2, 2_000)]);
  expect(await records.forgetEvidence(1_000)).toBe(2);
  expect(await records.forgetEvidence(2_000)).toBe(1);
});
