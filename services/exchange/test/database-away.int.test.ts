import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import {
  CellKeeper,
  eventually,
  type Province,
  startProvince,
  TallyMaker,
  unitOf,
} from './support/province.ts';

const commune = 's20116';
const top = 's46';

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
  await maker.producer.stop();
  await cells.consumer.stop();
  await province.stop();
});

test('the database server is killed under the running processes: nothing is answered meanwhile, nothing is lost, nobody is marked', async () => {
  await maker.put('2025-06-30', 'before');
  await eventually(() => Object.values(cells.values()).includes('before'));
  await province.database.kill();
  const put = maker.put('2025-06-30', 'while it is away');
  await province.database.restart();
  await put;
  await eventually(
    () => cells.values()[`u2-tally-onestop/${unitOf(commune)}/2025-06-30`] === 'while it is away',
    {
      timeoutMs: 60_000,
    },
  );
  const client = province.getSite(top).as('operations', ExchangeServiceService, 'exchange');
  expect((await client.listIncidents({})).incidents).toEqual([]);
});
