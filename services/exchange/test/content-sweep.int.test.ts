import { createHash } from 'node:crypto';
import { createLogger } from '@lienthong/runtime';
import { type DatabaseServer, freshDatabaseName, startDatabase } from '@lienthong/testkit';
import { type Db, MongoClient } from 'mongodb';
import { type ContentStore, createContentStore, graceMs } from '../src/adapters/content-store.ts';
import { createContentSweep, type Swept } from '../src/adapters/content-sweep.ts';
import { createRecordStore, type RecordStore } from '../src/adapters/record-store.ts';
import { emptyDocument } from '../src/domain/document.ts';
import { blockBytes } from '../src/domain/link.ts';
import type { SiteRecord } from '../src/domain/record.ts';

const logger = createLogger('test', 'test', 'fatal');
/** Three pieces, the last of them short. */
const size = 70 * blockBytes + 17;
const valueOf = (seed: string): Buffer => Buffer.alloc(size, `${seed} đọc được `);
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const same = (a: Uint8Array | undefined, b: Buffer): boolean => a !== undefined && b.equals(a);

let server: DatabaseServer;
let client: MongoClient;
let db: Db;
let contents: ContentStore;
let records: RecordStore;

beforeAll(async () => {
  server = await startDatabase();
  client = await MongoClient.connect(server.uri);
});
afterAll(async () => {
  await client.close();
  await server.stop();
});
beforeEach(async () => {
  db = client.db(freshDatabaseName());
  contents = await createContentStore(db, 0);
  records = await createRecordStore(db);
});

/** One sweep; without grace it takes away whatever nobody touches after its beginning. */
async function sweep(
  grace = 0,
  over: Partial<{ contents: ContentStore; records: RecordStore }> = {},
): Promise<Swept> {
  const runner = () => {
    throw new Error('no record lacks its content here');
  };
  return createContentSweep({ contents, records, ...over, runner, logger, grace }).sweep();
}

type Around = (collection: string, method: string, perform: () => unknown, given: unknown[]) => unknown;

/** The database, with something around each call of a collection. */
function over(around: Around): Db {
  return new Proxy(db, {
    get: (target, name) =>
      name !== 'collection'
        ? Reflect.get(target, name)
        : (collection: string) =>
            new Proxy(target.collection(collection), {
              get(inner, method) {
                const found: unknown = Reflect.get(inner, method);
                if (typeof found !== 'function') return found;
                return (...given: unknown[]): unknown =>
                  around(collection, String(method), () => found.apply(inner, given) as unknown, given);
              },
            }),
  });
}

/** Something else happens just before each call of this method. */
function hooked(
  method: 'find' | 'replaceOne' | 'deleteOne',
  before: (collection: string, filter: unknown) => Promise<void>,
): Db {
  return over((collection, called, perform, [filter]) => {
    if (called !== method) return perform();
    if (method !== 'find') return before(collection, filter).then(perform);
    return (async function* () {
      await before(collection, filter);
      yield* perform() as AsyncIterable<unknown>;
    })();
  });
}

interface Named {
  readonly hash: string;
  readonly size: number;
}

function recordOf(rev: number, content: Named): SiteRecord {
  const plain = {
    value: null,
    tombstone: false,
    seen: [],
    base: 0,
    broke: 0,
    lifted: 0,
    extra: '',
    by: 's20116',
    sig: '',
  };
  return { ...plain, rev, tag: `${rev}`.padStart(16, '0'), content: { ...content, type: '' } };
}

let versions = 0;
/** The record of a key as the core would write it. */
async function write(key: string, rev: number, content: Named): Promise<void> {
  const before = (await records.read([key])).get(key)?.version;
  versions += 1;
  const document = { ...emptyDocument(key), record: recordOf(rev, content) };
  const move = { expected: `m${versions - 1}`, next: `m${versions}` };
  const { conflicts } = await records.write([{ key, before, version: `v${versions}`, document }], move);
  expect(conflicts.size).toBe(0);
}

const key = 'd3-directory/46@0/units';

test('the content of a replaced record goes after its time of grace, the present one stays however old it is', async () => {
  const old = await contents.put(valueOf('cũ'));
  await write(key, 1, old);
  expect(await sweep()).toMatchObject({ removed: 0 });
  const present = await contents.put(valueOf('mới'));
  await write(key, 2, present);
  expect(await sweep(graceMs)).toMatchObject({ removed: 0, bytes: 2 * size });
  expect(same(await contents.read(old.hash), valueOf('cũ'))).toBe(true);
  expect(await sweep()).toMatchObject({ removed: size, bytes: size });
  expect(await contents.read(old.hash)).toBeUndefined();
  expect(await contents.readPart(old.hash, 0, blockBytes)).toBeUndefined();
  expect(same(await contents.read(present.hash), valueOf('mới'))).toBe(true);
  expect(await contents.bytesHeld()).toBe(size);
  expect(await sweep()).toMatchObject({ removed: 0 });
});

test('E bounds: what a record held when it was lost is kept as long as its evidence, 400 days (R14)', async () => {
  const day = 86_400_000;
  const content = await contents.put(valueOf('bằng chứng'));
  const record = recordOf(3, content);
  const evidence = { key, stamp: { rev: 3, tag: record.tag }, record };
  await records.keepEvidence([{ ...evidence, at: Date.now() - 399 * day }]);
  expect(await sweep()).toMatchObject({ removed: 0 });
  expect(same(await contents.read(content.hash), valueOf('bằng chứng'))).toBe(true);
  await records.forgetEvidence(Date.now());
  await records.keepEvidence([{ ...evidence, at: Date.now() - 401 * day }]);
  expect(await sweep()).toMatchObject({ removed: size });
  expect(await contents.read(content.hash)).toBeUndefined();
});

test('a record that becomes evidence between the two looks of a sweep is seen in one of them', async () => {
  const content = await contents.put(valueOf('đổi'));
  const other = await contents.put(valueOf('khác'));
  await write(key, 1, content);
  let looks = 0;
  const raced = await createRecordStore(
    hooked('find', async (_collection, filter) => {
      const { $gte: prefix } = Object.values(filter as Record<string, { $gte: string }>)[0] ?? {};
      if (prefix === undefined || !content.hash.startsWith(prefix)) return;
      looks += 1;
      if (looks !== 2) return;
      const record = recordOf(1, content);
      await records.keepEvidence([{ key, stamp: { rev: 1, tag: record.tag }, record, at: 1 }]);
      await write(key, 2, other);
    }),
  );
  await sweep(0, { records: raced });
  expect(looks).toBe(2);
  expect(same(await contents.read(content.hash), valueOf('đổi'))).toBe(true);
});

test('a sweep in the middle of a put takes nothing of it', async () => {
  const value = valueOf('đang chép');
  let sweeps = 0;
  const slow = await createContentStore(
    hooked('replaceOne', async () => {
      sweeps += 1;
      await sweep(graceMs);
    }),
    0,
  );
  const { hash } = await slow.put(value);
  expect(sweeps).toBe(4);
  expect(same(await contents.read(hash), value)).toBe(true);
});

test('a content that is put again, or announced again, after the sweep has seen it unused stays', async () => {
  for (const again of ['put', 'held'] as const) {
    const content = await contents.put(valueOf(again));
    let isTouched = false;
    const raced: RecordStore = {
      ...records,
      async contentsIn(prefix) {
        const found = await records.contentsIn(prefix);
        if (!isTouched && content.hash.startsWith(prefix)) {
          isTouched = true;
          if (again === 'put') await contents.put(valueOf(again));
          else await contents.held(content.hash, size);
          await write(`${key}-${again}`, 1, content);
        }
        return found;
      },
    };
    await sweep(0, { records: raced });
    expect(isTouched).toBe(true);
    expect(same(await contents.read(content.hash), valueOf(again))).toBe(true);
  }
});

test('a put between any two removals of a sweep wins', async () => {
  const value = valueOf('đang xoá');
  for (let removal = 1; ; removal += 1) {
    await contents.put(value);
    let removals = 0;
    const raced = await createContentStore(
      hooked('deleteOne', async () => {
        removals += 1;
        if (removals === removal) await contents.put(value);
      }),
      0,
    );
    await sweep(0, { contents: raced });
    if (removals < removal) return expect(removals).toBe(4);
    expect(same(await contents.read(hashOf(value)), value)).toBe(true);
  }
});

test('parts of a transfer that was given up go, those of one that still moves stay', async () => {
  const [left, moving] = [valueOf('bỏ dở'), valueOf('đang về')];
  await contents.storePart(hashOf(left), size, 0, left.subarray(0, 4 * blockBytes));
  await contents.storePart(hashOf(moving), size, 0, moving.subarray(0, 4 * blockBytes));
  expect(await sweep(graceMs)).toMatchObject({ removed: 0, bytes: 8 * blockBytes });
  let isMoved = false;
  const raced: RecordStore = {
    ...records,
    async contentsIn(prefix) {
      const found = await records.contentsIn(prefix);
      if (!isMoved && hashOf(moving).startsWith(prefix)) {
        isMoved = true;
        await contents.held(hashOf(moving), size);
      }
      return found;
    },
  };
  await sweep(0, { records: raced });
  expect((await contents.held(hashOf(left), size)).runs).toEqual([]);
  expect((await contents.held(hashOf(moving), size)).runs).toEqual([[0, 4]]);
});

/** A process that is killed: of its writes the first so many happen, then none any more. */
function dying(after: number): Db {
  let left = after;
  const writes = new Set(['deleteOne', 'deleteMany', 'replaceOne', 'updateOne', 'updateMany']);
  return over((_collection, method, perform) => {
    if (writes.has(method)) left -= 1;
    if (left < 0) throw new Error('killed');
    return perform();
  });
}

/** All of it, or nothing that anybody takes for it. */
async function isNothingHalf(value: Buffer): Promise<boolean> {
  const hash = hashOf(value);
  // Pieces that are all there become the content when somebody asks for it.
  const { complete } = await contents.held(hash, size);
  const read = await contents.read(hash);
  if (complete !== (read !== undefined)) return false;
  if (read && !same(read, value)) return false;
  for (let block = 0; block * blockBytes < size; block += 7) {
    const part = await contents.readPart(hash, block, 40 * blockBytes);
    const from = block * blockBytes;
    if (part && !same(part, value.subarray(from, from + part.length))) return false;
  }
  return true;
}

test('killed between any two writes of a sweep: nothing half is read, the next sweep takes the rest, a put brings all back', async () => {
  const value = valueOf('giữa chừng');
  const hash = hashOf(value);
  let kills = 0;
  for (let after = 0; ; after += 1) {
    await contents.put(value);
    const last = await sweep(0, { contents: await createContentStore(dying(after), 0) }).then(
      () => true,
      () => false,
    );
    expect(await isNothingHalf(value)).toBe(true);
    if (last) break;
    kills += 1;
    if (after % 2 === 1) {
      await contents.put(value);
      expect(same(await contents.read(hash), value)).toBe(true);
    }
    await sweep();
    expect(await db.collection('content_pieces').countDocuments({})).toBe(0);
  }
  expect(kills).toBeGreaterThan(3);
});

test('killed between any two writes of a put, pieces of which lay about: nothing half is read, and what is left goes', async () => {
  const value = valueOf('đang ghi');
  let kills = 0;
  for (let after = 0; ; after += 1) {
    const store = await createContentStore(dying(after), 0);
    const last = await store.put(value).then(
      () => true,
      () => false,
    );
    expect(await isNothingHalf(value)).toBe(true);
    if (last) break;
    kills += 1;
    if (after % 2 === 1) await sweep();
  }
  expect(kills).toBeGreaterThan(2);
  await sweep();
  expect(await contents.bytesHeld()).toBe(0);
  expect(await db.collection('content_pieces').countDocuments({})).toBe(0);
});

test('puts beside sweeps, over and over: a content that a put answered for is whole', async () => {
  const value = valueOf('tranh nhau');
  for (let round = 0; round < 4; round += 1) {
    const [, , put] = await Promise.all([
      sweep(),
      sweep(),
      contents.put(value).then(() => contents.put(value)),
    ]);
    await write(`${key}-${round}`, 1, put);
    expect(same(await contents.read(put.hash), value)).toBe(true);
    await db.collection('records').deleteMany({});
  }
});

test.each([
  ['has no time', { $unset: { touchedAt: 1 } }],
  ['has one that lies years ahead', { $set: { touchedAt: Date.now() + 10 * 365 * graceMs } }],
])('what %s begins its grace with the sweep that finds it', async (_what, change) => {
  await contents.put(valueOf('thời gian'));
  for (const name of ['contents', 'content_pieces']) await db.collection(name).updateMany({}, change);
  expect(await sweep()).toMatchObject({ removed: 0, bytes: size });
  expect(await sweep()).toMatchObject({ removed: size, bytes: 0 });
});

test('a head whose pieces a restore left out says that the content is held no longer than until the sweep', async () => {
  const content = await contents.put(valueOf('thiếu'));
  await db.collection('content_pieces').deleteMany({ block: 32 });
  expect(await contents.lacking([content.hash])).toEqual(new Set());
  expect((await contents.held(content.hash, size)).complete).toBe(false);
  await sweep(graceMs);
  expect(await contents.lacking([content.hash])).toEqual(new Set([content.hash]));
  await contents.put(valueOf('thiếu'));
  expect(same(await contents.read(content.hash), valueOf('thiếu'))).toBe(true);
});
