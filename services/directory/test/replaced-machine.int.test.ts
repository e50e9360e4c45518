import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import {
  ContentsServiceService,
  ExchangeServiceService,
  IncidentKind,
  PutRecord,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import { putContent } from '@lienthong/messaging';
import { eventually } from '@lienthong/testkit';
import { operator, startTree, type Tree } from './support/tree.ts';

const channel = 'u2-tally-onestop';
const unit = '20116@0';
const [top, district, former, successor] = ['s46', 's482', 's20116', 's20122'] as const;

let tree: Tree;

beforeAll(async () => {
  tree = await startTree([
    { id: top },
    { id: district, parent: top },
    { id: former, parent: district },
    { id: successor, parent: district },
  ]);
}, 900_000);

afterAll(async () => {
  await tree?.stop();
});

const exchange = (id: string) => tree.siteOf(id).as('operations', ExchangeServiceService, 'exchange');
const directory = (id: string) => tree.siteOf(id).as('gateway', DirectoryServiceService, 'directory');

/** A file of the former site, and the record that names it. */
async function put(id: string): Promise<void> {
  const bytes = Buffer.alloc(300_000, id);
  const file = { hash: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
  const site = tree.siteOf(former);
  await putContent(site.as('reporting', ContentsServiceService, 'exchange'), file, async function* (offset) {
    yield bytes.subarray(offset);
  });
  const content = { ...file, type: 'application/pdf' };
  const records = [PutRecord.create({ key: { channel, unit, id }, src: 1, content })];
  const client = site.as('reporting', ExchangeServiceService, 'exchange');
  const { outcomes } = await client.putRecords({ records });
  expect(outcomes).toMatchObject([{ taken: true }]);
  // From then on the site tells how many records it has.
  await client.reportProgress({
    epoch: '',
    units: [{ unit, channel, asOf: undefined, reason: WatermarkReason.CATCHING_UP }],
  });
}

const sumAt = async (id: string) =>
  (await directory(id).describeSite({ units: [unit] }, operator)).units[0]?.channels[0];

const stubsAt = async (id: string) =>
  (await exchange(id).listIncidents({}, operator)).incidents.filter(({ kind }) => kind === IncidentKind.STUB);

const handOver = async (decision: { dryRun: boolean; reason: string; hash: string }) => {
  const command = { units: [unit], to: successor, decision, acceptLoss: false };
  return (await directory(top).handOverUnits(command, operator)).changed;
};

test('B2: what a replaced machine has lost and the province holds delays no hand-over, what it has written since does', async () => {
  await put('một');
  await put('hai');
  await eventually(async () => (await sumAt(top))?.records === 2);

  await tree.unhost(former);
  await tree.withDatabase(former, 'exchange', async (db) => void (await db.dropDatabase()));
  await tree.host(former);
  await eventually(async () => (await stubsAt(former)).length === 2);

  await tree.unhost(district);
  await put('ba');
  const there = await sumAt(former);
  expect(there).toMatchObject({ records: 1 });
  expect(there?.digest).not.toEqual((await sumAt(top))?.digest);
  await tree.host(district);

  const shown = await eventually(() => handOver({ dryRun: true, reason: '', hash: '' }));
  expect(shown?.units).toMatchObject([{ unit, from: former, to: successor, records: 3, unconfirmed: 0 }]);
  expect(await stubsAt(former)).toHaveLength(2);

  await handOver({ dryRun: false, reason: 'sáp nhập', hash: shown?.hash ?? '' });
  // With the unit goes what its former site could not give back.
  await eventually(async () => (await sumAt(successor))?.records === 3);
  expect((await sumAt(successor))?.digest).toEqual((await sumAt(top))?.digest);
});
