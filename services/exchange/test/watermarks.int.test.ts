import {
  ExchangeServiceService,
  IncidentKind,
  type PutOutcome,
  PutRecordsRequest,
  type Stamp,
  type Watermark,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import {
  createRecordConsumer,
  Holding,
  type RecordChange,
  type RecordConsumer,
  recordName,
} from '@lienthong/messaging';
import { createLogger } from '@lienthong/runtime';
import { emptyCollections, eventually, type Province, startProvince, unitOf } from './support/province.ts';

const district = 's482';
const top = 's46';
const tallies = 'u2-tally-onestop';
const tables = 'd3-directory';

let province: Province;
let reader: RecordConsumer;
const held = new Map<string, RecordChange>();
const watermarks = new Map<string, Watermark>();

/** Two services of the province's own site each write a channel; one reader there takes both. */
beforeAll(async () => {
  province = await startProvince([{ id: top }, { id: district, parent: top }]);
  reader = createRecordConsumer({
    client: province.getSite(top).as('operations', ExchangeServiceService, 'exchange'),
    consumer: 'operations',
    channels: [tallies, tables],
    store: {
      sources: () => [...held.values()].map(({ key }) => key),
      async *heldStamps({ unit, channel }) {
        for (const { key, stamp } of held.values())
          if (key.unit === unit && key.channel === channel) yield { key, stamp };
      },
      find: async (keys) => keys.map((key) => held.get(recordName(key))?.stamp),
      apply: async (changes) => {
        for (const change of changes) held.set(recordName(change.key), change);
      },
    },
    onWatermarks: (came) => {
      for (const one of came) watermarks.set(one.channel, one);
    },
    logger: createLogger('test', 'test', 'fatal'),
  });
  reader.start();
});

afterAll(async () => {
  await reader.stop();
  await province.stop();
});

const producers = { [tallies]: 'reporting', [tables]: 'directory' } as const;
/** Half an hour before the sites' clocks begin. */
const past = new Date('2025-06-30T00:30:00Z');

const clientOf = (channel: keyof typeof producers) =>
  province.getSite(top).as(producers[channel], ExchangeServiceService, 'exchange');

async function put(
  channel: keyof typeof producers,
  id: string,
  src: number,
  takesOver?: Stamp,
): Promise<PutOutcome | undefined> {
  const key = { channel, unit: unitOf(top), id };
  const records = [{ key, src, value: Buffer.from(`${id} ${src}`), takesOver }];
  const { outcomes } = await clientOf(channel).putRecords(PutRecordsRequest.fromPartial({ records }));
  return outcomes[0];
}

async function report(channel: keyof typeof producers, reason: WatermarkReason, asOf = past): Promise<void> {
  const { epoch } = await clientOf(channel).reportProgress({ units: [], epoch: '' });
  await clientOf(channel).reportProgress({ units: [{ unit: unitOf(top), channel, asOf, reason }], epoch });
}

/** What a receiver checks before it shows an as-of: that it holds what the owner counts of this channel. */
function agrees(channel: string): boolean {
  const holding = new Holding();
  for (const { key, stamp } of held.values())
    if (key.channel === channel && key.unit === unitOf(top)) holding.add({ ...key, ...stamp });
  const said = watermarks.get(channel);
  return said?.count === holding.count && said.digest.toString('hex') === holding.digest;
}

test('two counted channels of one unit: completeness agrees for both, and a dead letter in one leaves the other current', async () => {
  // One was there before its producer said anything, the other comes after.
  await put(tallies, '2025-06-29', 1);
  await report(tallies, WatermarkReason.CURRENT);
  await report(tables, WatermarkReason.CURRENT);
  await put(tallies, '2025-06-30', 1);
  await put(tables, 'codes:fields', 1);
  await put(tables, 'sites-of-old', 1);
  await eventually(() => held.size === 4 && agrees(tallies) && agrees(tables));
  expect([watermarks.get(tallies)?.count, watermarks.get(tables)?.count]).toEqual([2, 2]);

  await report(tables, WatermarkReason.DEAD_LETTER);
  await put(tallies, '2025-06-30', 2);
  await eventually(() => watermarks.get(tables)?.reason === WatermarkReason.DEAD_LETTER);
  await eventually(() => agrees(tallies) && agrees(tables));
  expect(watermarks.get(tallies)?.reason).toBe(WatermarkReason.CURRENT);
});

test('nothing is complete up to a time that has not come', async () => {
  await report(tallies, WatermarkReason.CURRENT, new Date('2025-07-30T01:00:00Z'));
  await eventually(() => watermarks.get(tallies)?.reason === WatermarkReason.AHEAD);
  expect(watermarks.get(tallies)?.asOf).toBeUndefined();
  // Clocks differ a little, and that is no fault of the numbers.
  const soon = new Date(province.getSite(top).context('exchange').businessClock.now() + 200_000);
  await report(tallies, WatermarkReason.CATCHING_UP, soon);
  await eventually(() => watermarks.get(tallies)?.reason === WatermarkReason.CATCHING_UP);
  expect(watermarks.get(tallies)?.asOf).toEqual(soon);
  await report(tallies, WatermarkReason.CURRENT);
  await eventually(() => watermarks.get(tallies)?.reason === WatermarkReason.CURRENT);
});

test('nobody reports progress of another service’s channel', async () => {
  const client = clientOf(tallies);
  const progress = { unit: unitOf(top), channel: tables, asOf: past, reason: WatermarkReason.CURRENT };
  await expect(client.reportProgress({ units: [progress], epoch: '' })).rejects.toMatchObject({
    code: 'NOT_ALLOWED',
  });
  const wrong = { ...progress, channel: tallies, reason: 99 as WatermarkReason };
  await expect(client.reportProgress({ units: [wrong], epoch: '' })).rejects.toMatchObject({
    fields: [{ field: 'units[0].reason', rule: 'UNKNOWN' }],
  });
});

test('D4: exchange wiped under a reader that kept its records: what differs is told before it is offered again', async () => {
  const client = clientOf(tallies);
  await province.unhost(top);
  await emptyCollections(province.getSite(top), ['records']);
  await province.host(top);
  // The producer's own store was lost with it: it writes another value under its first version.
  const first = await put(tallies, '2025-06-30', 1);
  // Where the reader was heard first, its record is not replaced unseen.
  if (!first?.taken) await put(tallies, '2025-06-30', 1, first?.stamp);
  await eventually(async () => {
    const { incidents } = await client.listIncidents({});
    return incidents.some(({ kind, key }) => kind === IncidentKind.MARKED && key?.id === '2025-06-30');
  });
  await eventually(
    () =>
      Buffer.from(held.get(`${tallies}/${unitOf(top)}/2025-06-30`)?.value ?? []).toString() ===
      '2025-06-30 1',
  );
  const { incidents } = await client.listIncidents({});
  expect(incidents).toContainEqual(
    expect.objectContaining({
      kind: IncidentKind.STUB,
      key: expect.objectContaining({ channel: tallies, id: '2025-06-29' }),
    }),
  );
});
