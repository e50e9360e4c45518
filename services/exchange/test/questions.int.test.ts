import { randomUUID } from 'node:crypto';
import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { ExplainTallyResponse, ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import { Hierarchy } from '@lienthong/domain';
import type { App, CreateApp, Principal } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';
import { type Province, startProvince, unitOf, untilConnected } from './support/province.ts';

const commune = 's20116';
const district = 's482';
const top = 's46';

let province: Province;
const askedBy: Principal[] = [];

/** The answering service of the commune: says what it was asked, remembers for whom. */
const createReporting: CreateApp = async (): Promise<App> => ({
  service: 'reporting',
  mount: (server) =>
    server.mount(
      { explainTally: ReportingServiceService.explainTally },
      {
        explainTally: async (_request, { principal }) => {
          askedBy.push(principal);
          return ExplainTallyResponse.create({ nextPageToken: 'from the commune' });
        },
      },
      { explainTally: { roles: ['ioc'] } },
      { hierarchy: () => new Hierarchy([], []), today: () => '2025-06-30' },
    ),
  start: async () => undefined,
  stop: async () => undefined,
  health: () => ({ ready: true, problems: [] }),
});

beforeAll(async () => {
  province = await startProvince(
    [{ id: top }, { id: district, parent: top }, { id: commune, parent: district }],
    'leave',
  );
  await province.host(top);
  await province.host(district);
  await province.getSite(commune).host({ exchange: createApp, reporting: createReporting });
  for (const site of [top, district, commune]) await untilConnected(province.getSite(site));
});

afterAll(() => province.stop(), 60_000);

const ask = (from: string, change: Partial<{ unit: string; question: string; roles: string[] }> = {}) =>
  province
    .getSite(from)
    .as('operations', ExchangeServiceService, 'exchange')
    .ask(
      {
        unit: unitOf(commune),
        question: 'tally.explain',
        body: Buffer.alloc(0),
        roles: ['ioc'],
        units: ['46@0'],
        timeoutMs: 5_000,
        ...change,
      },
      { timeoutMs: 8_000 },
    );

test('a question of the province is answered by the commune’s own service, for the caller’s role and units', async () => {
  const { body, failure } = await ask(top);
  expect(failure).toBe('');
  expect(ExplainTallyResponse.decode(body).nextPageToken).toBe('from the commune');
  expect(askedBy.at(-1)).toMatchObject({ kind: 'service', onBehalfOf: { roles: ['ioc'], units: ['46@0'] } });
});

test('a question that is not on the list is not passed to any service', async () => {
  expect(await ask(top, { question: randomUUID() })).toMatchObject({ failure: 'unknown_question' });
});

test('a caller whose role may not ask is refused where the answer would come from', async () => {
  expect(await ask(top, { roles: ['clerk'] })).toMatchObject({ failure: 'refused' });
});

test('nobody asks upwards', async () => {
  expect(await ask(commune, { unit: unitOf(top) })).toMatchObject({ failure: 'refused' });
});

test('a site that is away is named unreachable, with the time since when', async () => {
  await province.tree.getSite(commune).nats.kill();
  const first = await ask(top);
  expect(['unreachable', 'timeout']).toContain(first.failure);
  const later = await eventually(
    async () => {
      const answer = await ask(top);
      return answer.failure === 'unreachable' && answer;
    },
    { timeoutMs: 40_000 },
  );
  expect(later.silentSince).toBeInstanceOf(Date);
});
