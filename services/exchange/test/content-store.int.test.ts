import { createHash, randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type DatabaseServer, freshDatabaseName, startDatabase } from '@lienthong/testkit';
import { type Db, MongoClient } from 'mongodb';
import { pieceBytes } from '../src/domain/link.ts';
import type { HeldParts } from '../src/domain/messages.ts';
import { type ContentStore, createContentStore } from '../src/adapters/content-store.ts';
import { blockBytes, pieceBlocks } from '../src/domain/link.ts';
import { Random } from './simulation/random.ts';

const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
const mebibyte = 1024 * 1024;

let server: DatabaseServer;
let client: MongoClient;
let db: Db;

beforeAll(async () => {
  server = await startDatabase();
  client = await MongoClient.connect(server.uri);
});
afterAll(async () => {
  await client.close();
  await server.stop();
});
beforeEach(() => {
  db = client.db(freshDatabaseName());
});

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function read(store: ContentStore, hash: string, size: number): Promise<Buffer> {
  const stretches: Uint8Array[] = [];
  for await (const stretch of store.stream(hash, 0, size)) stretches.push(stretch);
  return Buffer.concat(stretches);
}

/** The blocks that are not held, as stretches of at most so many blocks. */
function* missing(
  held: HeldParts,
  blocks: number,
  most: () => number,
): Iterable<[block: number, blocks: number]> {
  let at = 0;
  for (const [from, to] of [...held.runs, [blocks, blocks] as const]) {
    while (at < from) {
      const stretch = Math.min(most(), from - at);
      yield [at, stretch];
      at += stretch;
    }
    at = to;
  }
}

const partOf = (bytes: Buffer, block: number, blocks: number): Buffer =>
  bytes.subarray(block * blockBytes, (block + blocks) * blockBytes);

test('parts of any length, in any order, again and again, with restarts in between, become the content', async () => {
  for (let run = 0; run < 4; run += 1) {
    const random = new Random(seed + run);
    const size = random.whole(1, 4 * pieceBytes);
    const bytes = randomBytes(size);
    const hash = hashOf(bytes);
    const blocks = Math.ceil(size / blockBytes);
    let store = await createContentStore(db);
    let held = await store.held(hash, size);
    for (let part = 0; !held.complete; part += 1) {
      if (part > 3_000) throw new Error(`seed ${seed + run}: not whole after ${part} parts`);
      if (random.chance(0.05)) {
        store = await createContentStore(db);
        held = await store.held(hash, size);
        continue;
      }
      const wanted = [...missing(held, blocks, () => random.whole(1, pieceBlocks + 3))];
      const [block, count] = random.chance(0.2)
        ? ([random.whole(0, blocks - 1), random.whole(1, 9)] as const)
        : (wanted[random.whole(0, wanted.length - 1)] ?? [0, 1]);
      held = await store.storePart(hash, size, block, partOf(bytes, block, count));
    }
    expect({ seed: seed + run, right: (await read(store, hash, size)).equals(bytes) }).toMatchObject({
      right: true,
    });
    expect(await db.collection('content_parts').countDocuments({ hash })).toBe(0);
  }
});

test('one wrong byte: at the end nothing is held, and the right bytes make the content', async () => {
  const bytes = randomBytes(2 * pieceBytes + 9);
  const [hash, size] = [hashOf(bytes), bytes.length];
  const store = await createContentStore(db);
  const wrong = Buffer.from(bytes);
  wrong[pieceBytes + 7] = (wrong[pieceBytes + 7] ?? 0) ^ 1;
  expect(await store.storePart(hash, size, 0, wrong)).toMatchObject({
    complete: false,
    runs: [],
    wrong: 'hash',
  });
  expect(await store.find(hash)).toBeUndefined();
  expect(await store.storePart(hash, size, 0, bytes)).toMatchObject({ complete: true });
});

test('C3: whoever names a hash with another size takes nothing from the content that is on its way', async () => {
  const bytes = randomBytes(3 * pieceBytes);
  const [hash, size] = [hashOf(bytes), bytes.length];
  const store = await createContentStore(db);
  const half = partOf(bytes, 0, 2 * pieceBlocks + 5);
  const { runs } = await store.storePart(hash, size, 0, half);
  for (const other of [1, size - 1, size + pieceBytes]) {
    // Asked about, announced, and sent.
    expect((await store.progress(hash, other)).runs).toEqual([]);
    expect((await store.held(hash, other)).runs).toEqual([]);
    await store.storePart(hash, other, 0, randomBytes(Math.min(other, 2 * pieceBytes)));
  }
  expect((await createContentStore(db).then((anew) => anew.held(hash, size))).runs).toEqual(runs);
  expect(
    await store.storePart(hash, size, 2 * pieceBlocks, partOf(bytes, 2 * pieceBlocks, pieceBlocks)),
  ).toMatchObject({
    complete: true,
  });
  expect((await read(store, hash, size)).equals(bytes)).toBe(true);
  expect(await store.progress(hash, 1)).toMatchObject({ wrong: 'size' });
  expect(await db.collection('content_pieces').countDocuments({ hash })).toBe(3);
});

test('a store that was emptied under the running process is not believed to hold what it had', async () => {
  const bytes = randomBytes(3 * pieceBytes);
  const [hash, size] = [hashOf(bytes), bytes.length];
  const store = await createContentStore(db);
  await store.storePart(hash, size, 0, partOf(bytes, 0, pieceBlocks + 5));
  for (const name of ['content_pieces', 'content_parts']) await db.collection(name).deleteMany({});
  const rest = partOf(bytes, pieceBlocks + 5, 3 * pieceBlocks);
  const held = await store.storePart(hash, size, pieceBlocks + 5, rest);
  expect(held.complete).toBe(false);
  expect(await store.find(hash)).toMatchObject({ size: 0 });
  for (const [block, count] of missing(held, 3 * pieceBlocks, () => pieceBlocks))
    await store.storePart(hash, size, block, partOf(bytes, block, count));
  expect((await store.held(hash, size)).complete).toBe(true);
  expect((await read(store, hash, size)).equals(bytes)).toBe(true);
});

test('two senders of one content at once, one of them with wrong bytes: what is held is right', async () => {
  const bytes = randomBytes(4 * pieceBytes);
  const [hash, size] = [hashOf(bytes), bytes.length];
  const store = await createContentStore(db);
  const wrong = randomBytes(size);
  const send = async (of: Buffer): Promise<void> => {
    for (let block = 0; block < 4 * pieceBlocks; block += 8)
      await store.storePart(hash, size, block, partOf(of, block, 8));
  };
  await Promise.all([send(bytes), send(wrong)]);
  if (await store.find(hash)) await store.held(hash, size);
  for (let turn = 0; turn < 2; turn += 1) await send(bytes);
  expect((await store.held(hash, size)).complete).toBe(true);
  expect((await read(store, hash, size)).equals(bytes)).toBe(true);
});

test('a content of 24 MiB is received, put together, checked and read without being in memory', async () => {
  const size = 24 * mebibyte + 1;
  const filler = randomBytes(pieceBytes);
  const blockOf = (block: number): Buffer => {
    const bytes = Buffer.from(filler.subarray(0, Math.min(blockBytes, size - block * blockBytes)));
    bytes[0] = block % 251;
    return bytes;
  };
  const blocks = Math.ceil(size / blockBytes);
  const digest = createHash('sha256');
  for (let block = 0; block < blocks; block += 1) digest.update(blockOf(block));
  const hash = digest.digest('hex');

  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let most = 0;
  const sample = (): void => {
    // What the first finds, the second has let go of.
    collect();
    collect();
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  };
  sample();
  const before = most;
  let store = await createContentStore(db);
  let sampling: NodeJS.Timeout | undefined;
  for (let block = 0; block < blocks; block += 20) {
    if (block % 800 === 0) sample();
    if (block === 2_000) store = await createContentStore(db);
    const part = Array.from({ length: Math.min(20, blocks - block) }, (_, at) => blockOf(block + at));
    // With the last part it is checked: also while that lasts.
    if (block + 20 >= blocks) sampling = setInterval(sample, 200);
    await store.storePart(hash, size, block, Buffer.concat(part));
  }
  clearInterval(sampling);
  sample();
  expect((await store.held(hash, size)).complete).toBe(true);
  let seen = 0;
  for await (const stretch of store.stream(hash, 0, size)) seen += stretch.length;
  expect(seen).toBe(size);
  sample();
  expect(most - before).toBeLessThan(8 * mebibyte);
});
