import { createApp as createDirectory } from '@lienthong/directory';
import {
  DirectoryServiceService,
  PublishTableRequest,
  ReadTablesRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { createApp as createExchange } from '@lienthong/exchange';
import { Aggregation, IndicatorKind } from '@lienthong/contracts/common/v1/indicator';
import {
  ExplainNumberRequest,
  ListIndicatorsRequest,
  ListIndicatorsResponse,
  OperationsServiceService,
  QueryRollupRequest,
} from '@lienthong/contracts/operations/v1/operations';
import { ExchangeServiceService, PutRecordsRequest } from '@lienthong/contracts/exchange/v1/exchange';
import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import { Refusal } from '@lienthong/domain';
import type { CatalogueTable } from '@lienthong/indicators';
import { createServiceClient, endpointOf, type Role } from '@lienthong/runtime';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
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

const list = async (roles: Role[], on = ''): Promise<ListIndicatorsResponse['indicators']> =>
  (await answer(roles, on)).indicators;

async function answer(roles: Role[], on = ''): Promise<ListIndicatorsResponse> {
  const client = createServiceClient(OperationsServiceService, endpointOf(site.config, 'operations'));
  const authorization = `Bearer ${await site.personToken({ roles, units: ['20116@0'] })}`;
  try {
    const request = ListIndicatorsRequest.create({ on });
    return await client.listIndicators(request, { authorization });
  } finally {
    client.close();
  }
}
const codes = async (on: string): Promise<string[]> => (await list(['leader'], on)).map(({ code }) => code);

test('guide: every indicator is told with what it takes to read and compute it', async () => {
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
    aggregation: Aggregation.SUM,
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
    aggregation: Aggregation.UNSPECIFIED,
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

test('guide: the values of what they are split by are told, with their names where they have any', async () => {
  const { dimensions } = await answer(['integrator']);
  const valuesOf = (wanted: string) => dimensions.find(({ name }) => name === wanted)?.values ?? [];
  expect(valuesOf('channel').map(({ code }) => code)).toEqual(['counter', 'online', 'post']);
  const civilStatus = valuesOf('field').find(({ code }) => code === 'civil_status');
  expect(civilStatus?.names).toMatchObject({ vi: 'Hộ tịch', en: 'Civil status' });
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

/** Publishes another table, and has it read. */
async function publish(change: (table: CatalogueTable) => CatalogueTable): Promise<void> {
  const directory = site.as('operations', DirectoryServiceService, 'directory');
  const { tables } = await directory.readTables(ReadTablesRequest.create({ names: ['indicators'] }));
  const table: CatalogueTable = JSON.parse(tables[0]?.content.toString() ?? '');
  const content = Buffer.from(JSON.stringify(change(table)));
  const operator = { onBehalfOf: { subject: 'p', roles: ['operator' as const], units: ['46@0'] } };
  const request = PublishTableRequest.create({ table: { name: 'indicators', content } });
  await directory.publishTable(request, operator);
  await running.stop();
  await start();
}

test('they are those of the table that the province published, by the versions of the day', async () => {
  await publish((table) => ({
    ...table,
    indicators: table.indicators.map((one) =>
      one.code === 'withdrawn' ? { ...one, validTo: '2025-07-01' } : one,
    ),
  }));
  expect(await codes('2025-06-30')).toContain('withdrawn');
  expect(await codes('2025-07-01')).not.toContain('withdrawn');
});

test('new rows, counted and derived, are answered, rolled up and explained from the table alone', async () => {
  await publish((table) => {
    const received = table.indicators.find(({ code }) => code === 'received');
    if (!received) throw new Error('received is gone');
    const { aggregation: _, ...plain } = received;
    const trial = { dimensions: [] };
    return {
      ...table,
      indicators: [
        ...table.indicators,
        { ...received, ...trial, code: 'revoked' },
        { ...received, ...trial, code: 'annulled' },
        {
          ...plain,
          ...trial,
          code: 'revoked_share',
          kind: 'ratio',
          decimals: 1,
          formula: '100.0 * annulled / revoked',
        },
      ],
    };
  });
  expect(await codes('2025-06-30')).toContain('revoked_share');
  const counter = (indicator: string, value: number) => ({ indicator, dimensions: [], carriedBy: '', value });
  const tally = DayTally.create({
    unit: '20116@0',
    day: '2025-06-30',
    facts: 1,
    counters: [counter('revoked', 8), counter('annulled', 3)],
  });
  const reporting = site.as('reporting', ExchangeServiceService, 'exchange');
  const key = { channel: 'u2-tally-onestop', unit: '20116@0', id: '2025-06-30' };
  const value = Buffer.from(DayTally.encode(tally).finish());
  const { outcomes } = await reporting.putRecords(
    PutRecordsRequest.create({ records: [{ key, src: 1, value }] }),
  );
  expect(outcomes[0]?.taken).toBe(true);

  const client = createServiceClient(OperationsServiceService, endpointOf(site.config, 'operations'));
  const settings = {
    authorization: `Bearer ${await site.personToken({ roles: ['leader'], units: ['46@0'] })}`,
  };
  const selection = { unit: '46@0', from: '2025-06-30', to: '2025-06-30', indicators: ['revoked_share'] };
  await eventually(async () => {
    const { rows } = await client.queryRollup(QueryRollupRequest.create({ selection }), settings);
    return rows[0]?.value === 375;
  });
  const explain = (indicator: string) =>
    client.explainNumber(ExplainNumberRequest.create({ selection, indicator }), settings);
  const share = await explain('revoked_share');
  expect(share).toMatchObject({ value: 375, indicator: { code: 'revoked_share', decimals: 1 } });
  expect(share.parts.map(({ code }) => code)).toEqual(['annulled', 'revoked']);
  expect(share.lines.map(({ indicator, value: of }) => [indicator, of])).toEqual([
    ['annulled', 3],
    ['revoked', 8],
  ]);
  expect(await explain('revoked')).toMatchObject({
    value: 8,
    lines: [{ unit: '20116@0', day: '2025-06-30' }],
  });
  const refused = client.explainNumber(
    ExplainNumberRequest.create({
      selection,
      indicator: 'revoked_share',
      countingUnit: '20116@0',
      withFacts: true,
    }),
    settings,
  );
  await expect(refused).rejects.toMatchObject({ fields: [{ field: 'with_facts', rule: 'DERIVED' }] });
  client.close();
});
