import { createApp as createDirectory } from '@lienthong/directory';
import {
  DirectoryServiceService,
  PublishTableRequest,
  ReadTablesRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { createApp as createExchange } from '@lienthong/exchange';
import {
  Aggregate,
  IndicatorKind,
  ListIndicatorsRequest,
  ListIndicatorsResponse,
  OperationsServiceService,
} from '@lienthong/contracts/operations/v1/operations';
import { Refusal } from '@lienthong/domain';
import type { CatalogueTable } from '@lienthong/indicators';
import { createServiceClient, endpointOf, type Role } from '@lienthong/runtime';
import { startTestSite, type TestSite } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';

let site: TestSite;
let running: Awaited<ReturnType<TestSite['host']>>;
const start = async (): Promise<void> => {
  const apps = { directory: createDirectory, exchange: createExchange, operations: createApp };
  running = await site.host(apps);
};

beforeAll(async () => {
  site = await startTestSite({
    site: 's46',
    units: ['46@0', '20116@0'],
    services: ['directory', 'exchange', 'operations'],
  });
  await start();
});
afterAll(() => site.stop());

async function list(roles: Role[], on = ''): Promise<ListIndicatorsResponse['indicators']> {
  const client = createServiceClient(OperationsServiceService, endpointOf(site.config, 'operations'));
  const authorization = `Bearer ${await site.personToken({ roles, units: ['20116@0'] })}`;
  try {
    const request = ListIndicatorsRequest.create({ on });
    return (await client.listIndicators(request, { authorization })).indicators;
  } finally {
    client.close();
  }
}
const codes = async (on: string): Promise<string[]> => (await list(['leader'], on)).map(({ code }) => code);

test('every indicator is told with what it takes to read and compute it', async () => {
  const indicators = await list(['integrator']);
  expect(indicators.map(({ code }) => code)).toEqual([
    'received',
    'finished_early',
    'finished_on_time',
    'finished_late',
    'withdrawn',
    'pending',
    'overdue',
    'suspended',
    'finished',
    'finished_in_time',
    'on_time_rate',
  ]);
  expect(indicators.find(({ code }) => code === 'overdue')).toMatchObject({
    kind: IndicatorKind.STOCK,
    aggregate: Aggregate.SUM,
    dimensions: ['channel', 'field'],
    of: 'pending',
    where: "carried_by != '' && carried_by < on",
    parts: [],
  });
  expect(indicators.find(({ code }) => code === 'on_time_rate')).toMatchObject({
    code: 'on_time_rate',
    version: 1,
    validFrom: '',
    validTo: '',
    owner: 'onestop',
    kind: IndicatorKind.RATIO,
    aggregate: Aggregate.UNSPECIFIED,
    dimensions: ['channel', 'field'],
    decimals: 1,
    unit: { vi: '%', en: '%' },
    names: { vi: 'Tỷ lệ xong trong hạn', en: 'Share finished in time' },
    definition: expect.objectContaining({ vi: expect.stringContaining('trên tổng số hồ sơ xong') }),
    of: '',
    where: '',
    formula: '100.0 * finished_in_time / finished',
    parts: ['finished', 'finished_in_time'],
  });
});

test('only who reads numbers is told, and a wrong day is named', async () => {
  const refusal = async (asked: Promise<unknown>): Promise<Refusal> => {
    const error = await asked.catch((reason: unknown) => reason);
    if (!(error instanceof Refusal)) throw new Error('not refused', { cause: error });
    return error;
  };
  expect((await refusal(list(['clerk']))).code).toBe('NOT_ALLOWED');
  expect((await refusal(list(['leader'], '30/06/2025'))).fields).toMatchObject([
    { field: 'on', rule: 'LOCAL_DAY' },
  ]);
});

test('they are those of the table that the province published, by the versions of the day', async () => {
  const directory = site.as('operations', DirectoryServiceService, 'directory');
  const { tables } = await directory.readTables(ReadTablesRequest.create({ names: ['indicators'] }));
  const table: CatalogueTable = JSON.parse(tables[0]?.content.toString() ?? '');
  const indicators = table.indicators.map((one) =>
    one.code === 'withdrawn' ? { ...one, validTo: '2025-07-01' } : one,
  );
  const content = Buffer.from(JSON.stringify({ ...table, indicators }));
  const operator = { onBehalfOf: { subject: 'p', roles: ['operator' as const], units: ['46@0'] } };
  const request = PublishTableRequest.create({ table: { name: 'indicators', content } });
  await directory.publishTable(request, operator);
  await running.stop();
  await start();
  expect(await codes('2025-06-30')).toContain('withdrawn');
  expect(await codes('2025-07-01')).not.toContain('withdrawn');
});
