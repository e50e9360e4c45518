import { ExchangeServiceService, Relation, WatermarkReason } from '@lienthong/contracts/exchange/v1/exchange';
import {
  CellKeeper,
  eventually,
  type Province,
  startProvince,
  TallyMaker,
  unitOf,
  untilConnected,
} from './support/province.ts';

const commune = 's20116';
const other = 's20125';
const district = 's482';
const top = 's46';

let province: Province;
let maker: TallyMaker;
let cells: CellKeeper;

beforeAll(async () => {
  province = await startProvince([
    { id: top },
    { id: district, parent: top },
    { id: commune, parent: district },
    { id: other, parent: district },
  ]);
  maker = new TallyMaker(province.getSite(commune));
  cells = new CellKeeper(province.getSite(top));
  await maker.producer.compare();
});

afterAll(async () => {
  await maker.producer.stop();
  await cells.consumer.stop();
  await province.stop();
});

const client = (site: string) => province.getSite(site).as('operations', ExchangeServiceService, 'exchange');
const key = (id: string) => ({ channel: 'u2-tally-onestop', unit: unitOf(commune), id });
const cellOf = (id: string) => `u2-tally-onestop/${unitOf(commune)}/${id}`;

test('a tally put at a commune reaches the province’s reader, and the commune learns that both levels hold it', async () => {
  await maker.put('2025-06-30', 'one');
  await eventually(() => cells.values()[cellOf('2025-06-30')] === 'one');
  await eventually(async () => {
    const { levels } = await client(commune).getConfirmation({ key: key('2025-06-30') });
    return levels.length === 2 && levels.every(({ confirmed }) => confirmed);
  });
  const { levels } = await client(commune).getConfirmation({ key: key('2025-06-30') });
  expect(levels.map(({ site }) => site)).toEqual([district, top]);
});

test('changes in quick succession end with the last one', async () => {
  for (let value = 1; value <= 60; value += 1) {
    await maker.put('2025-06-29', String(value));
  }
  await eventually(() => cells.values()[cellOf('2025-06-29')] === '60');
});

test('a value larger than a message travels in parts and arrives whole', async () => {
  const large = 'Vinh Hưng '.repeat(20_000);
  await maker.put('2025-06-27', large);
  await eventually(() => cells.values()[cellOf('2025-06-27')]?.length === large.length, {
    timeoutMs: 30_000,
  });
  expect(cells.values()[cellOf('2025-06-27')]).toBe(large);
});

test('the province’s server is killed and started again: what was put meanwhile arrives within seconds', async () => {
  await province.tree.getSite(top).nats.kill();
  await maker.put('2025-06-26', 'while away');
  const { neighbours } = await client(district).listNeighbours({});
  expect(neighbours.find(({ site }) => site === top)).toMatchObject({ relation: Relation.PARENT });
  await province.tree.getSite(top).nats.restart();
  const back = performance.now();
  await eventually(() => cells.values()[cellOf('2025-06-26')] === 'while away', { timeoutMs: 30_000 });
  process.stdout.write(
    `first number ${Math.round(performance.now() - back)} ms after the server's restart\n`,
  );
});

test('a watermark travels up with the number and digest of the unit’s tallies, and the reader agrees with it', async () => {
  const asOf = new Date('2025-06-30T00:30:00Z');
  await province
    .getSite(commune)
    .as('reporting', ExchangeServiceService, 'exchange')
    .reportProgress({
      units: [{ unit: unitOf(commune), channel: 'u2-tally-onestop', asOf, reason: WatermarkReason.CURRENT }],
      epoch: maker.producer.status().epoch,
    });
  await eventually(() => cells.watermarks.get(unitOf(commune))?.count === cells.store.size);
  expect(cells.watermarks.get(unitOf(commune))).toMatchObject({ asOf, reason: WatermarkReason.CURRENT });
});

test('neighbours, what is unconfirmed and that nothing is, can be listed', async () => {
  await eventually(async () =>
    (await client(commune).listNeighbours({})).neighbours.every(({ unconfirmed }) => unconfirmed === 0),
  );
  await untilConnected(province.getSite(district));
  const { site, neighbours } = await client(district).listNeighbours({});
  expect(site).toBe(district);
  expect(neighbours.map(({ site: id, relation, connected }) => ({ id, relation, connected }))).toEqual([
    { id: top, relation: Relation.PARENT, connected: true },
    { id: commune, relation: Relation.CHILD, connected: true },
    { id: other, relation: Relation.CHILD, connected: true },
  ]);
});
