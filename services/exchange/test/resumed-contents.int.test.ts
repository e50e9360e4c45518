import { createHash, randomBytes } from 'node:crypto';
import {
  ContentsServiceService,
  ExchangeServiceService,
  PutRecord,
} from '@lienthong/contracts/exchange/v1/exchange';
import { putContent } from '@lienthong/messaging';
import { MongoClient } from 'mongodb';
import { createContentStore } from '../src/adapters/content-store.ts';
import { ExchangeProcess } from './support/exchange-process.ts';
import { eventually, type Province, startProvince, unitOf } from './support/province.ts';

const commune = 's20116';
const district = 's482';
/** Bytes a second. */
const fast = 10_000_000;
const slow = 500_000;

let province: Province;
let upper: ExchangeProcess;
let rate = fast;

beforeAll(async () => {
  const line = () => ({ delay: 5, loss: 0, rate });
  province = await startProvince([{ id: district }, { id: commune, parent: district }], 'leave', line);
  await province.host(commune);
  upper = new ExchangeProcess(province.getSite(district));
  await upper.start();
});

afterAll(async () => {
  await upper.kill();
  await province.stop();
});

const contentsOf = (site: string) =>
  province.getSite(site).as('operations', ContentsServiceService, 'exchange');

/** The commune's link to its district. */
async function lineUp(): Promise<{ connected: boolean; bytesSent: number }> {
  const client = province.getSite(commune).as('operations', ExchangeServiceService, 'exchange');
  const { neighbours } = await client.listNeighbours({});
  const { connected = false, bytesSent = 0 } = neighbours.find(({ site }) => site === district) ?? {};
  return { connected, bytesSent };
}

/** Bytes of a content in the district's store, while no process of it runs. */
async function bytesStored(hash: string): Promise<number> {
  const { database } = province.getSite(district).config;
  const client = await MongoClient.connect(database.uri);
  try {
    return (await (await createContentStore(client.db(`${database.prefix}_exchange`))).find(hash))?.held ?? 0;
  } finally {
    await client.close();
  }
}

test('a resumed transfer costs a line what its receiver lacked, once, though the line is twenty times slower by then', async () => {
  const bytes = randomBytes(8_000_000);
  const file = { hash: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
  const site = province.getSite(commune);
  await putContent(site.as('reporting', ContentsServiceService, 'exchange'), file, async function* (offset) {
    yield bytes.subarray(offset);
  });
  const arriving = (async () => {
    for await (const { contents } of contentsOf(district).watchContents({ contents: [file] }))
      if ((contents[0]?.held ?? 0) > file.size / 4) return;
  })();
  const key = { channel: 'u2-tally-onestop', unit: unitOf(commune), id: 'tệp' };
  const record = PutRecord.create({ key, src: 1, content: { ...file, type: 'application/pdf' } });
  await site.as('reporting', ExchangeServiceService, 'exchange').putRecords({ records: [record] });
  await arriving;
  await upper.kill();
  // What goes until the commune notices went for nothing, however the line is.
  await eventually(async () => !(await lineUp()).connected);
  const { bytesSent: sent } = await lineUp();
  const stored = await bytesStored(file.hash);
  expect(stored).toBeGreaterThan(0);
  expect(stored).toBeLessThan(file.size);
  rate = slow;
  await upper.start();
  const isWhole = async (): Promise<boolean> =>
    (await contentsOf(district).findContents({ contents: [file] })).contents[0]?.complete === true;
  await eventually(isWhole, { timeoutMs: 60_000 });
  expect((await lineUp()).bytesSent - sent).toBeLessThan(1.1 * (file.size - stored));
});
