import {
  ExchangeServiceService,
  IncidentKind,
  PutRecordsRequest,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { Lineage } from '@lienthong/domain';
import {
  CellKeeper,
  copyDatabase,
  eventually,
  type Province,
  restoreDatabase,
  startProvince,
  TallyMaker,
  unitOf,
  untilConnected,
} from './support/province.ts';

const commune = 's20116';
const top = 's46';
const day = '2025-06-30';
const cell = `u2-tally-onestop/${unitOf(commune)}/${day}`;
const patient = { timeoutMs: 60_000 };

let province: Province;
let maker: TallyMaker;
let cells: CellKeeper;

beforeAll(async () => {
  province = await startProvince([{ id: top }, { id: commune, parent: top }]);
  maker = new TallyMaker(province.getSite(commune));
  cells = new CellKeeper(province.getSite(top));
  await maker.producer.compare();
});

afterAll(async () => {
  await maker?.producer.stop();
  await cells?.consumer.stop();
  await province?.stop();
});

const door = (site: string, as: 'reporting' | 'operations' = 'operations') =>
  province.getSite(site).as(as, ExchangeServiceService, 'exchange');

/** As reporting does every few seconds: what it says, and what it learns from the answer. */
async function report(): Promise<void> {
  const { epoch } = await door(commune, 'reporting').reportProgress({
    units: [
      {
        unit: unitOf(commune),
        channel: 'u2-tally-onestop',
        asOf: new Date('2025-06-30T00:30:00Z'),
        reason: WatermarkReason.CURRENT,
      },
    ],
    epoch: maker.producer.status().epoch,
  });
  maker.producer.noteEpoch(epoch);
}

const reason = (): WatermarkReason | undefined => cells.watermarks.get(unitOf(commune))?.reason;

test('A1: exchange set back under its running process: an idle producer learns of it and fills it, and until then no as-of is passed on', async () => {
  for (let count = 1; count <= 12; count += 1) await maker.put(day, String(count));
  await eventually(() => cells.values()[cell] === '12', patient);
  const copy = await copyDatabase(province.getSite(commune));
  // Nothing but the mark that moves with each write tells the copy apart.
  await province.unhost(top);
  for (let count = 13; count <= 17; count += 1) await maker.put(day, String(count));
  const compared = maker.producer.status().epoch;
  await restoreDatabase(province.getSite(commune), copy);
  await report();
  await province.host(top);
  await cells.consumer.stop();
  const store = cells.store;
  cells = new CellKeeper(province.getSite(top));
  cells.store = store;
  await eventually(async () => {
    await report();
    return cells.values()[cell]?.startsWith('17') && reason() === WatermarkReason.CURRENT;
  }, patient);
  expect(maker.producer.status().epoch).not.toBe(compared);
});

test('A1: a producer that has not compared in the present epoch passes no as-of on', async () => {
  await door(commune, 'reporting').reportProgress({
    units: [
      {
        unit: unitOf(commune),
        channel: 'u2-tally-onestop',
        asOf: new Date('2025-06-30T00:30:00Z'),
        reason: WatermarkReason.CURRENT,
      },
    ],
    epoch: 'of an earlier life',
  });
  await eventually(() => reason() === WatermarkReason.COMPARING, patient);
  expect(cells.watermarks.get(unitOf(commune))?.asOf).toBeUndefined();
  await report();
  await eventually(() => reason() === WatermarkReason.CURRENT, patient);
});

test('B1: an empty machine in the place of the old one changes nothing above, says that it knows nothing, and takes over only by decision', async () => {
  const before = cells.values()[cell];
  await maker.producer.stop();
  await province.unhost(commune);
  await restoreDatabase(province.getSite(commune), new Map());
  await province.host(commune);
  maker = new TallyMaker(province.getSite(commune));
  await untilConnected(province.getSite(commune));
  await eventually(async () => {
    const { incidents } = await door(commune).listIncidents({});
    return incidents.some(({ kind }) => kind === IncidentKind.STUB);
  }, patient);
  await maker.producer.compare();
  await report();
  await eventually(() => reason() === WatermarkReason.HISTORY_MISSING, patient);

  // What happens on the new machine on that very day does not replace what the old one counted.
  maker.knowsNothing = true;
  expect(await maker.put(day, 'of the last hour')).toBe(false);
  expect(maker.producer.status()).toMatchObject({ left: 1, waiting: 0, recounting: 0 });
  expect(cells.values()[cell]).toBe(before);

  const key = { channel: 'u2-tally-onestop', unit: unitOf(commune), id: day };
  const held = await door(commune, 'reporting').readRecord({ key });
  expect([held.foreign, held.value.toString(), held.by]).toEqual(['stub', before, commune]);
  const value = Buffer.from(`${before} and the last hour`);
  const takesOver = { rev: held.stamp?.rev ?? 0, tag: held.stamp?.tag.toString('hex') ?? '' };
  const src = (maker.store.get(day)?.src ?? 0) + 1;
  maker.store.set(day, { src, value: value.toString() });
  expect(await maker.producer.put({ unit: unitOf(commune), id: day }, { src, value, takesOver })).toBe(true);
  await eventually(() => cells.values()[cell] === value.toString(), patient);
  await eventually(async () => {
    await report();
    return reason() === WatermarkReason.CURRENT;
  }, patient);
});

test('a record that was deleted under the version that its producer is about to put is counted anew', async () => {
  const id = '2025-07-03';
  maker.knowsNothing = false;
  await maker.put(id, 'counted');
  const key = { channel: 'u2-tally-onestop', unit: unitOf(commune), id };
  const { outcomes } = await door(commune, 'reporting').putRecords(
    PutRecordsRequest.fromPartial({ records: [{ key, src: 2, tombstone: true }] }),
  );
  expect(outcomes[0]?.taken).toBe(true);
  // Stored, and ended before it was put.
  maker.store.set(id, { src: 2, value: 'counted twice' });
  await maker.producer.compare();
  await eventually(
    () => cells.values()[`u2-tally-onestop/${unitOf(commune)}/${id}`] === 'counted twice recounted',
  );
});

test('a record that exchange refuses holds up no other, nor what is said of them: its own unit alone is not complete', async () => {
  const id = '2025-07-04';
  const content = { hash: 'a'.repeat(64), size: 10, type: 'application/pdf' };
  const value = new Uint8Array();
  maker.store.set(id, { src: 1, value: '', content });
  expect(await maker.producer.put({ unit: unitOf(commune), id }, { src: 1, value, content })).toBe(false);
  await maker.producer.compare();
  const { epoch, refusal, notTaken } = maker.producer.status();
  expect([epoch === '', refusal?.split(' ')[0], [...notTaken]]).toEqual([
    false,
    'CONTENT_UNKNOWN',
    [unitOf(commune)],
  ]);
  expect(await maker.put('2025-07-05', 'goes on')).toBe(true);
  // Another version of it is one that exchange takes.
  expect(await maker.put(id, 'without a content')).toBe(true);
  expect(maker.producer.status().notTaken.size).toBe(0);
});

test('both set back, to copies of two lives: what the later one lost is marked, although its version is higher', async () => {
  const id = '2025-07-06';
  const name = `u2-tally-onestop/${unitOf(commune)}/${id}`;
  const put = async (src: number, lineage: Lineage): Promise<void> => {
    const value = `version ${src}`;
    maker.store.set(id, { src, lineage, value });
    const state = { src, lineage, value: Buffer.from(value) };
    expect(await maker.producer.put({ unit: unitOf(commune), id }, state)).toBe(true);
  };
  await put(1, [{ first: 1, last: 1 }]);
  const atFirst = { exchange: await copyDatabase(province.getSite(commune)), tallies: new Map(maker.store) };
  await put(2, [{ first: 1, last: 2 }]);
  await eventually(() => cells.values()[name] === 'version 2', patient);
  await province.unhost(top);
  const later = await copyDatabase(province.getSite(commune));

  maker.store = atFirst.tallies;
  await restoreDatabase(province.getSite(commune), atFirst.exchange);
  await report();
  await maker.producer.compare();
  for (const last of [100, 101])
    await put(last, [
      { first: 1, last: 1 },
      { first: 100, last },
    ]);
  await restoreDatabase(province.getSite(commune), later);
  await report();
  await maker.producer.compare();

  await province.host(top);
  await eventually(() => cells.values()[name]?.startsWith('version 101'), patient);
  expect(cells.store.get(name)?.broke).toBeGreaterThan(0);
});
