import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  ContentsServiceService,
  ExchangeServiceService,
  PutRecord,
  type PutContentRequest,
} from '@lienthong/contracts/exchange/v1/exchange';
import { createRecordProducer, type ProducedValue, putContent, readContent } from '@lienthong/messaging';
import { createLogger, type ServiceClient } from '@lienthong/runtime';
import { startTestSite, type TestSite } from '@lienthong/testkit';
import { MongoClient } from 'mongodb';
import { createApp } from '../src/app.ts';
import { settings } from '../src/config.ts';
import { pieceBytes } from '../src/domain/link.ts';
import { createContentStore } from '../src/adapters/content-store.ts';
import { createContentSweep } from '../src/adapters/content-sweep.ts';
import { createRecordStore } from '../src/adapters/record-store.ts';
import { eventually } from './support/province.ts';

const putFile = resolve(import.meta.dirname, 'support/put-file.ts');
const mebibyte = 1024 * 1024;

interface File {
  readonly bytes: Buffer;
  readonly hash: string;
  readonly size: number;
}

const fileOf = (bytes: Buffer): File => ({
  bytes,
  hash: createHash('sha256').update(bytes).digest('hex'),
  size: bytes.length,
});

let site: TestSite;
let contents: ServiceClient<typeof ContentsServiceService>;
let records: ServiceClient<typeof ExchangeServiceService>;

beforeAll(async () => {
  site = await startTestSite({ services: ['exchange', 'reporting'] });
  await site.host({ exchange: createApp });
  contents = site.as('reporting', ContentsServiceService, 'exchange');
  records = site.as('reporting', ExchangeServiceService, 'exchange');
});

afterAll(async () => {
  await site.stop();
});

/** Puts a file; tells from where its bytes were asked for, and how many were. */
async function put({ bytes, hash, size }: File): Promise<{ from: number | undefined; sent: number }> {
  let from: number | undefined;
  let sent = 0;
  await putContent(contents, { hash, size }, async function* (offset) {
    from = offset;
    for (let at = offset; at < bytes.length; at += 100_000) {
      const chunk = bytes.subarray(at, at + 100_000);
      sent += chunk.length;
      yield chunk;
    }
  });
  return { from, sent };
}

async function read({ hash }: File, offset = 0): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readContent(contents, { hash }, offset)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const heldOf = async ({ hash, size }: File): Promise<number> =>
  (await contents.findContents({ contents: [{ hash, size }] })).contents[0]?.held ?? -1;

/** One stream, message by message as given; what it is refused with. */
async function refusalOf(messages: readonly PutContentRequest['message'][]): Promise<unknown> {
  const stream = await contents.putContent();
  for (const message of messages) stream.write({ message });
  stream.end();
  try {
    for await (const answer of stream) if (answer.complete) return 'complete';
  } catch (error) {
    return error;
  }
  return 'nothing';
}

const open = (hash: string, size: number): PutContentRequest['message'] => ({
  $case: 'open',
  value: { hash, size },
});
const stretch = (offset: number, bytes: Buffer): PutContentRequest['message'] => ({
  $case: 'stretch',
  value: { offset, bytes },
});

async function killInTheMiddle(file: File, atLeast: number): Promise<void> {
  const path = join(site.directory, 'file.bin');
  const config = join(site.directory, 'put-file.yaml');
  await writeFile(path, file.bytes);
  await writeFile(config, JSON.stringify(site.config));
  const child: ChildProcess = spawn(process.execPath, [putFile, config, path, file.hash, String(file.size)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const gone = once(child, 'exit');
  for await (const { contents: states } of contents.watchContents({ contents: [file] }))
    if ((states[0]?.held ?? 0) >= atLeast) break;
  child.kill('SIGKILL');
  await gone;
}

test('a put of 20 MB whose client is killed in the middle goes on where it stopped, and is read from wherever a reader stopped', async () => {
  const file = fileOf(randomBytes(20 * mebibyte));
  await killInTheMiddle(file, 4 * mebibyte);
  const held = await heldOf(file);
  expect(held).toBeGreaterThanOrEqual(4 * mebibyte);
  expect(held).toBeLessThan(file.size);
  await expect(read(file)).rejects.toMatchObject({
    code: 'CONTENT_INCOMPLETE',
    params: { held: String(held) },
  });
  const { from, sent } = await put(file);
  expect(from).toBeGreaterThanOrEqual(held);
  expect(sent).toBe(file.size - (from ?? 0));
  expect((await read(file)).equals(file.bytes)).toBe(true);
  const offset = 7 * mebibyte + 13;
  expect((await read(file, offset)).equals(file.bytes.subarray(offset))).toBe(true);
  const parts: Buffer[] = [];
  for await (const { size, bytes } of contents.readContent({ hash: file.hash, offset, length: 200_000 })) {
    expect(size).toBe(file.size);
    parts.push(bytes);
  }
  expect(Buffer.concat(parts).equals(file.bytes.subarray(offset, offset + 200_000))).toBe(true);
  expect(await put(file)).toEqual({ from: undefined, sent: 0 });
});

test('bytes with another hash are refused at the end, with the field, and nothing of them is kept', async () => {
  const file = fileOf(randomBytes(3 * pieceBytes + 5));
  const wrong = { ...file, bytes: Buffer.from(file.bytes) };
  wrong.bytes[pieceBytes] = (wrong.bytes[pieceBytes] ?? 0) ^ 1;
  await expect(put(wrong)).rejects.toMatchObject({
    code: 'CONTENT_DIFFERS',
    fields: [{ field: 'open.hash', rule: 'DIFFERS' }],
  });
  expect(await heldOf(file)).toBe(0);
  expect(await put(file)).toEqual({ from: 0, sent: file.size });
});

test('a put that is whole here under another size is refused by that field, and what is here stays', async () => {
  const file = fileOf(randomBytes(pieceBytes + 5));
  await put(file);
  await expect(put({ ...file, size: file.size - 1 })).rejects.toMatchObject({
    code: 'CONTENT_DIFFERS',
    fields: [{ field: 'open.size' }],
  });
  expect((await read(file)).equals(file.bytes)).toBe(true);
});

test('what is larger than the site’s limit is refused before a byte of it is sent', async () => {
  const hash = 'ab'.repeat(32);
  await expect(
    put({ bytes: randomBytes(1), hash, size: settings.parse({}).contentBytes + 1 }),
  ).rejects.toMatchObject({
    code: 'CONTENT_TOO_LARGE',
    fields: [{ field: 'open.size' }],
    params: { most: '200000000' },
  });
});

const content = fileOf(Buffer.from('nội dung'));

test.each([
  ['no opening', [stretch(0, content.bytes)], 'open', 'REQUIRED'],
  ['a hash that is none', [open('AB', 8)], 'open.hash', 'SHA_256'],
  ['no bytes at all', [open(content.hash, 0)], 'open.size', 'RANGE'],
  ['a second opening', [open(content.hash, 8), open(content.hash, 8)], 'stretch', 'REQUIRED'],
  ['a gap', [open(content.hash, 20), stretch(3, content.bytes)], 'stretch.offset', 'RANGE'],
  ['more than was opened', [open(content.hash, 4), stretch(0, content.bytes)], 'stretch.bytes', 'TOO_LONG'],
])('a put with %s is refused by its field', async (_what, messages, field, rule) => {
  expect(await refusalOf(messages)).toMatchObject({ code: 'INVALID_FIELD', fields: [{ field, rule }] });
});

test('bytes that end before their size are kept for the next put, and said to be short', async () => {
  const file = fileOf(randomBytes(2 * pieceBytes));
  const short = { ...file, bytes: file.bytes.subarray(0, pieceBytes + 100) };
  await expect(put(short)).rejects.toMatchObject({ code: 'CONTENT_SHORT' });
  expect(await heldOf(file)).toBe(pieceBytes);
  expect(await put(file)).toEqual({ from: pieceBytes, sent: pieceBytes });
});

test('a content that is not here cannot be read, and no record may name it', async () => {
  const { hash } = fileOf(randomBytes(10));
  await expect(read({ hash, size: 10, bytes: Buffer.alloc(0) })).rejects.toMatchObject({
    code: 'CONTENT_UNKNOWN',
  });
  const key = { channel: 'u2-tally-onestop', unit: '20116@0', id: 'một-tệp' };
  const record = PutRecord.create({ key, src: 1, content: { hash, size: 10, type: 'application/pdf' } });
  const { outcomes } = await records.putRecords({ records: [record] });
  expect(outcomes).toMatchObject([
    { taken: false, refusal: { code: 'CONTENT_UNKNOWN', field: 'records[0].content.hash' } },
  ]);
});

test.each([
  ['type', { hash: content.hash, size: 8, type: 'PDF' }, {}, 'content.type'],
  [
    'type of 128 characters',
    { hash: content.hash, size: 8, type: `a/${'b'.repeat(126)}` },
    {},
    'content.type',
  ],
  [
    'value beside it',
    { hash: content.hash, size: 8, type: 'text/plain' },
    { value: Buffer.from('x') },
    'content',
  ],
  [
    'tombstone beside it',
    { hash: content.hash, size: 8, type: 'text/plain' },
    { tombstone: true },
    'content',
  ],
])('a record whose content has a wrong %s is refused by its field', async (_what, named, more, field) => {
  const key = { channel: 'u2-tally-onestop', unit: '20116@0', id: 'một-tệp' };
  const record = PutRecord.create({ key, src: 1, content: named, ...more });
  const { outcomes } = await records.putRecords({ records: [record] });
  expect(outcomes).toMatchObject([
    { taken: false, refusal: { code: 'INVALID_FIELD', field: `records[0].${field}` } },
  ]);
});

test('a producer puts a content in place of a value, and finds it held by its hash when it compares', async () => {
  const file = fileOf(randomBytes(2 * pieceBytes));
  const { hash, size } = file;
  await put(file);
  const value: ProducedValue = { src: 3, value: Buffer.alloc(0), content: { hash, size, type: 'image/png' } };
  const asked: string[] = [];
  const producer = createRecordProducer({
    client: records,
    channel: 'u2-tally-onestop',
    units: () => ['20116@0'],
    load: async function* () {
      yield { id: 'ảnh', src: 3, digest: hash };
    },
    read: ({ id }) => {
      asked.push(id);
      return Promise.resolve(id === 'ảnh' ? value : undefined);
    },
    recount: () => Promise.reject(new Error('nothing was lost')),
    logger: createLogger('test', 'test', 'fatal'),
  });
  producer.start();
  try {
    await producer.compare();
    expect(asked).toEqual(['ảnh']);
    expect(await producer.put({ unit: '20116@0', id: 'ảnh' }, value)).toBe(true);
    await producer.compare();
    expect(asked).toEqual(['ảnh']);
    expect(producer.status()).toMatchObject({ waiting: 0, recounting: 0 });
  } finally {
    await producer.stop();
  }
});

test('who waits for a content is told as it comes, and that it is whole', async () => {
  const file = fileOf(randomBytes(20 * pieceBytes));
  const seen: number[] = [];
  const watching = (async () => {
    for await (const { contents: states } of contents.watchContents({ contents: [file] })) {
      const [state] = states;
      seen.push(state?.held ?? -1);
      if (state?.complete) return state;
    }
    return undefined;
  })();
  await eventually(() => seen.length > 0);
  const half = { ...file, bytes: file.bytes.subarray(0, 10 * pieceBytes) };
  await expect(put(half)).rejects.toMatchObject({ code: 'CONTENT_SHORT' });
  await eventually(() => seen.at(-1) === half.bytes.length);
  await put(file);
  expect(await watching).toMatchObject({ held: file.size, complete: true });
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen[0]).toBe(0);
});

test('what was put and never named by a record, or only in half, is swept away; what a record names stays', async () => {
  const client = await MongoClient.connect(site.config.database.uri);
  const db = client.db(`${site.config.database.prefix}_exchange`);
  const sweepAfter = async (grace: number) =>
    createContentSweep({
      contents: await createContentStore(db),
      records: await createRecordStore(db),
      runner: () => {
        throw new Error('no record lacks its content here');
      },
      logger: createLogger('test', 'test', 'fatal'),
      grace,
    }).sweep();
  const [named, unnamed, half] = [1, 2, 3].map(() => fileOf(randomBytes(pieceBytes + 1))) as [
    File,
    File,
    File,
  ];
  try {
    const { bytes: before } = await sweepAfter(0);
    await put(named);
    await put(unnamed);
    await expect(put({ ...half, bytes: half.bytes.subarray(0, pieceBytes) })).rejects.toMatchObject({
      code: 'CONTENT_SHORT',
    });
    const key = { channel: 'u2-tally-onestop', unit: '20116@0', id: 'một-tệp' };
    const { hash, size } = named;
    const record = PutRecord.create({ key, src: 1, content: { hash, size, type: 'application/pdf' } });
    expect(await records.putRecords({ records: [record] })).toMatchObject({
      outcomes: [{ taken: true, digest: hash }],
    });
    expect(await sweepAfter(3_600_000)).toMatchObject({ removed: 0 });
    expect(await sweepAfter(0)).toMatchObject({ bytes: before + size });
  } finally {
    await client.close();
  }
  expect((await read(named)).equals(named.bytes)).toBe(true);
  await expect(read(unnamed)).rejects.toMatchObject({ code: 'CONTENT_UNKNOWN' });
  expect(await put(half)).toEqual({ from: 0, sent: half.size });
});
