import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { ExchangeProcess } from './support/exchange-process.ts';
import { CellKeeper, eventually, type Province, startProvince, TallyMaker } from './support/province.ts';

const commune = 's20116';
const district = 's482';
const top = 's46';

let province: Province;
let maker: TallyMaker;
let cells: CellKeeper;
const processes = new Map<string, ExchangeProcess>();

beforeAll(async () => {
  province = await startProvince(
    [{ id: top }, { id: district, parent: top }, { id: commune, parent: district }],
    'leave',
  );
  await province.host(top);
  for (const site of [district, commune]) {
    const one = new ExchangeProcess(province.getSite(site));
    processes.set(site, one);
    await one.start();
  }
  maker = new TallyMaker(province.getSite(commune));
  cells = new CellKeeper(province.getSite(top));
  await maker.producer.compare();
});

afterAll(async () => {
  await maker.producer.stop();
  await cells.consumer.stop();
  for (const one of processes.values()) await one.kill();
  await province.stop();
});

test.each([commune, district])(
  'exchange at %s is killed in the middle of writing, several times: the province ends with every last value, unmarked',
  async (site) => {
    const killed = processes.get(site) as ExchangeProcess;
    const puts: Promise<unknown>[] = [];
    for (let kill = 0; kill < 3; kill += 1) {
      const before = cells.arrivals.length;
      for (let change = 0; change < 40; change += 1) {
        puts.push(maker.put(`2025-06-${10 + (change % 5)}`, `${site} ${kill} ${change}`));
      }
      // Some of them have gone through, most have not.
      await eventually(() => cells.arrivals.length > before, { timeoutMs: 30_000 });
      await killed.kill();
      await killed.start();
    }
    await Promise.all(puts);
    await eventually(() => JSON.stringify(cells.values()) === JSON.stringify(maker.values()), {
      timeoutMs: 60_000,
    });
    const client = province.getSite(top).as('operations', ExchangeServiceService, 'exchange');
    expect((await client.listIncidents({})).incidents).toEqual([]);
  },
);
