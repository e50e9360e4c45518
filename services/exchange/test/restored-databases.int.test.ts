import {
  ExchangeServiceService,
  IncidentAction,
  IncidentKind,
} from '@lienthong/contracts/exchange/v1/exchange';
import {
  CellKeeper,
  copyDatabase,
  eventually,
  type Province,
  restoreDatabase,
  startProvince,
  TallyMaker,
  unitOf,
} from './support/province.ts';

const commune = 's20116';
const district = 's482';
const top = 's46';
const sites = [commune, district, top];
const days = ['2025-06-28', '2025-06-29', '2025-06-30'];

let province: Province;
let maker: TallyMaker;
let cells: CellKeeper;
let round = 0;

beforeAll(async () => {
  province = await startProvince([
    { id: top },
    { id: district, parent: top },
    { id: commune, parent: district },
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

/** The province shows what the commune's service has, and everybody knows it. */
async function allEqual(): Promise<void> {
  await eventually(() => JSON.stringify(cells.values()) === JSON.stringify(maker.values()), {
    timeoutMs: 30_000,
  });
  await eventually(
    async () => {
      const lists = await Promise.all(
        sites.map((site) =>
          province.getSite(site).as('operations', ExchangeServiceService, 'exchange').listNeighbours({}),
        ),
      );
      return lists.every(({ neighbours }) => neighbours.every(({ unconfirmed }) => unconfirmed === 0));
    },
    { timeoutMs: 30_000 },
  );
}

async function putAll(): Promise<void> {
  round += 1;
  for (const day of days) await maker.put(day, `${day} in round ${round}`);
}

async function marked(site: string): Promise<string[]> {
  const client = province.getSite(site).as('operations', ExchangeServiceService, 'exchange');
  const { incidents } = await client.listIncidents({});
  return incidents.filter(({ kind }) => kind === IncidentKind.MARKED).map(({ key }) => key?.id ?? '');
}

test.each([district, top])(
  'the exchange database of %s is restored alone: equal again, and no mark, since no owner lost anything',
  async (site) => {
    await putAll();
    await allEqual();
    const backup = await copyDatabase(province.getSite(site));
    await putAll();
    await allEqual();
    await province.unhost(site);
    await restoreDatabase(province.getSite(site), backup);
    await province.host(site);
    await allEqual();
    expect(await marked(top)).toEqual([]);
  },
);

test('the database of the province’s reader is restored alone: equal again', async () => {
  await putAll();
  await allEqual();
  const backup = new Map(cells.store);
  await putAll();
  await allEqual();
  await cells.consumer.stop();
  cells = new CellKeeper(province.getSite(top));
  cells.store = backup;
  await allEqual();
  expect(await marked(top)).toEqual([]);
});

test('everything of the commune but its exchange is restored: its service goes above what exchange has, marked', async () => {
  await putAll();
  const backup = new Map(maker.store);
  await putAll();
  await allEqual();
  await maker.producer.stop();
  maker = new TallyMaker(province.getSite(commune));
  maker.store = backup;
  await maker.producer.compare();
  await allEqual();
  expect(await marked(top)).toEqual(days);
});

test('the exchange database of the owner is restored alone: equal, and marked at every level', async () => {
  await putAll();
  await allEqual();
  const backup = await copyDatabase(province.getSite(commune));
  await putAll();
  await allEqual();
  await province.unhost(commune);
  await restoreDatabase(province.getSite(commune), backup);
  await province.host(commune);
  await maker.producer.compare();
  await allEqual();
  for (const site of sites) {
    await eventually(async () => (await marked(site)).length === days.length, { timeoutMs: 30_000 });
    expect(await marked(site)).toEqual(days);
  }
});

test('the exchange database of the owner is restored under its running process: equal, and marked', async () => {
  await putAll();
  await allEqual();
  const backup = await copyDatabase(province.getSite(commune));
  await putAll();
  await allEqual();
  const { incidents } = await province
    .getSite(top)
    .as('operations', ExchangeServiceService, 'exchange')
    .listIncidents({});
  const before = Math.max(...incidents.map(({ broke }) => broke));
  await restoreDatabase(province.getSite(commune), backup);
  await putAll();
  await maker.producer.compare();
  await allEqual();
  await eventually(
    async () => {
      const client = province.getSite(top).as('operations', ExchangeServiceService, 'exchange');
      const now = (await client.listIncidents({})).incidents;
      return now.every(({ broke }) => broke > before);
    },
    { timeoutMs: 30_000 },
  );
});

test('a wiped owner is filled again by its service, above what the others still have', async () => {
  await putAll();
  await allEqual();
  await province.unhost(commune);
  await restoreDatabase(province.getSite(commune), new Map());
  await province.host(commune);
  await maker.producer.compare();
  await allEqual();
  await eventually(async () => (await marked(commune)).length === days.length, { timeoutMs: 30_000 });
});

test('R11: what only a site beyond the next hop still holds is adopted from there, its content too', async () => {
  const day = '2025-07-01';
  const large = 'Vinh Hưng '.repeat(2_000);
  const unit = unitOf(commune);
  await maker.put(day, large);
  await allEqual();
  await maker.producer.stop();
  for (const site of [commune, district]) await province.unhost(site);
  for (const site of [commune, district]) await restoreDatabase(province.getSite(site), new Map());
  for (const site of [district, commune]) await province.host(site);
  const client = province.getSite(commune).as('operations', ExchangeServiceService, 'exchange');
  const stub = await eventually(
    async () =>
      (await client.listIncidents({})).incidents.find(
        ({ kind, key }) => kind === IncidentKind.STUB && key?.id === day,
      ),
    { timeoutMs: 30_000 },
  );
  const key = { channel: 'u2-tally-onestop', unit, id: day };
  const { incident } = await client.resolveIncident(
    { key, action: IncidentAction.ADOPT, reason: 'máy chủ mới', seen: stub.seen },
    { onBehalfOf: { subject: 'o', roles: ['operator'], units: [unit] } },
  );
  expect(incident?.kind).toBe(IncidentKind.MARKED);
  const name = `u2-tally-onestop/${unit}/${day}`;
  const before = cells.store.get(name)?.stamp.rev ?? 0;
  await eventually(
    () => (cells.store.get(name)?.stamp.rev ?? 0) >= before && (cells.store.get(name)?.broke ?? 0) > 0,
  );
  expect(cells.values()[name]).toBe(large);
});
