import { createHash, randomBytes } from 'node:crypto';
import {
  ContentsServiceService,
  ExchangeServiceService,
  PutRecord,
} from '@lienthong/contracts/exchange/v1/exchange';
import { putContent, readContent } from '@lienthong/messaging';
import { MongoClient } from 'mongodb';
import { createContentStore } from '../src/adapters/content-store.ts';
import { ExchangeProcess } from './support/exchange-process.ts';
import { CellKeeper, eventually, type Province, startProvince, unitOf } from './support/province.ts';

const commune = 's20116';
const district = 's482';
const top = 's46';
const mebibyte = 1024 * 1024;

let province: Province;
let cells: CellKeeper;
let relay: ExchangeProcess;

beforeAll(async () => {
  province = await startProvince(
    [{ id: top }, { id: district, parent: top }, { id: commune, parent: district }],
    'leave',
  );
  for (const site of [top, commune]) await province.host(site);
  relay = new ExchangeProcess(province.getSite(district));
  await relay.start();
  cells = new CellKeeper(province.getSite(top));
});

afterAll(async () => {
  await cells.consumer.stop();
  await relay.kill();
  await province.stop();
});

interface File {
  readonly bytes: Buffer;
  readonly hash: string;
  readonly size: number;
}

function newFile(size: number): File {
  const bytes = randomBytes(size);
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex'), size };
}

const contentsOf = (site: string) =>
  province.getSite(site).as('operations', ContentsServiceService, 'exchange');
const nameOf = (id: string): string => `u2-tally-onestop/${unitOf(commune)}/${id}`;

/** Puts a file at the commune, and a record for each id that names it. */
async function putRecords({ bytes, hash, size }: File, ids: readonly string[]): Promise<void> {
  const site = province.getSite(commune);
  await putContent(
    site.as('reporting', ContentsServiceService, 'exchange'),
    { hash, size },
    async function* (offset) {
      yield bytes.subarray(offset);
    },
  );
  const records = ids.map((id) =>
    PutRecord.create({
      key: { channel: 'u2-tally-onestop', unit: unitOf(commune), id },
      src: 1,
      content: { hash, size, type: 'application/pdf' },
    }),
  );
  const { outcomes } = await site.as('reporting', ExchangeServiceService, 'exchange').putRecords({ records });
  expect(outcomes.map(({ taken }) => taken)).toEqual(ids.map(() => true));
}

/** Bytes that the commune has sent to its district. */
async function bytesSent(): Promise<number> {
  const client = province.getSite(commune).as('operations', ExchangeServiceService, 'exchange');
  const { neighbours } = await client.listNeighbours({});
  return neighbours.find(({ site }) => site === district)?.bytesSent ?? 0;
}

/** What the district has stored while no process of it runs. */
async function storedAtDistrict({ hash }: File): Promise<number> {
  const { database } = province.getSite(district).config;
  const client = await MongoClient.connect(database.uri);
  try {
    return (await (await createContentStore(client.db(`${database.prefix}_exchange`))).find(hash))?.held ?? 0;
  } finally {
    await client.close();
  }
}

test('a file goes from the commune over the district to the province; its district, killed in between, goes on where it stopped', async () => {
  const file = newFile(12 * mebibyte);
  const arriving = (async () => {
    for await (const { contents } of contentsOf(district).watchContents({ contents: [file] }))
      if ((contents[0]?.held ?? 0) > 3 * mebibyte) return;
  })();
  await putRecords(file, ['tệp']);
  await arriving;
  await relay.kill();
  const stored = await storedAtDistrict(file);
  expect(stored).toBeGreaterThan(3 * mebibyte);
  expect(stored).toBeLessThan(file.size);
  await relay.start();
  // What it says first is what it had: on so fast a line the rest is under way at once, whatever it answers.
  const { contents } = await eventually(() =>
    contentsOf(district)
      .findContents({ contents: [file] })
      .catch(() => undefined),
  );
  expect(contents[0]?.held).toBeGreaterThanOrEqual(stored);
  await eventually(() => cells.store.get(nameOf('tệp'))?.content?.hash === file.hash);
  const { content, value } = cells.store.get(nameOf('tệp')) ?? {};
  expect({ content, value: value?.length }).toEqual({
    content: { hash: file.hash, size: file.size, type: 'application/pdf' },
    value: 0,
  });
  const read: Uint8Array[] = [];
  for await (const bytes of readContent(contentsOf(top), { hash: file.hash })) read.push(bytes);
  expect(Buffer.concat(read).equals(file.bytes)).toBe(true);
});

test('two records that name one content cost the line its bytes once', async () => {
  const file = newFile(3 * mebibyte);
  const before = await bytesSent();
  await putRecords(file, ['hai-1', 'hai-2']);
  await eventually(() =>
    ['hai-1', 'hai-2'].every((id) => cells.store.get(nameOf(id))?.content?.hash === file.hash),
  );
  expect((await bytesSent()) - before).toBeLessThan(1.1 * file.size);
  const later = await bytesSent();
  await putRecords(file, ['hai-3']);
  await eventually(() => cells.store.get(nameOf('hai-3'))?.content?.hash === file.hash);
  expect((await bytesSent()) - later).toBeLessThan(100_000);
});
