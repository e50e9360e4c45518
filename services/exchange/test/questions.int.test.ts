import { randomUUID } from 'node:crypto';
import { AskFailure, ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import {
  ExplainTallyRequest,
  ExplainTallyResponse,
  ReportingServiceService,
} from '@lienthong/contracts/reporting/v1/reporting';
import { Hierarchy } from '@lienthong/domain';
import { createQuestionServer } from '@lienthong/messaging';
import {
  type App,
  type CreateApp,
  createLogger,
  createServiceClient,
  endpointOf,
  type Principal,
} from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';
import { type Province, startProvince, unitOf, untilConnected } from './support/province.ts';

const commune = 's20116';
const district = 's482';
const top = 's46';

let province: Province;
const askedBy: Principal[] = [];

/** The answering service of the commune: says what it was asked, remembers for whom. */
const createReporting: CreateApp = async ({ config, identity, logger }): Promise<App> => {
  const client = createServiceClient(ExchangeServiceService, endpointOf(config, 'exchange'), identity);
  const questions = createQuestionServer({
    client,
    questions: { 'reporting.explain_tally': ReportingServiceService.explainTally.path },
    logger,
  });
  return {
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
    start: async () => questions.start(),
    stop: async () => {
      await questions.stop();
      client.close();
    },
    health: () => ({ ready: true, problems: [] }),
  };
};

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

const day = '2025-06-30';
const explainDay = Buffer.from(
  ExplainTallyRequest.encode(
    ExplainTallyRequest.create({ channel: 'u2-tally-onestop', unit: unitOf(commune), from: day, to: day }),
  ).finish(),
);
const ask = (from: string, change: Partial<{ unit: string; question: string; roles: string[] }> = {}) =>
  province
    .getSite(from)
    .as('operations', ExchangeServiceService, 'exchange')
    .ask(
      {
        unit: unitOf(commune),
        question: 'reporting.explain_tally',
        body: explainDay,
        roles: ['ioc'],
        units: ['46@0'],
        timeoutMs: 5_000,
        ...change,
      },
      { timeoutMs: 8_000 },
    );

test('a question of the province is answered by the commune’s own service, for the caller’s role and units', async () => {
  const { body, failure } = await eventually(async () => {
    const answer = await ask(top);
    return answer.failure !== AskFailure.UNREACHABLE && answer;
  });
  expect(failure).toBe(AskFailure.UNSPECIFIED);
  expect(ExplainTallyResponse.decode(body).nextPageToken).toBe('from the commune');
  expect(askedBy.at(-1)).toMatchObject({ kind: 'service', onBehalfOf: { roles: ['ioc'], units: ['46@0'] } });
});

test('question: a site is asked by its id as by a unit of its own, and only one at or below the asking one', async () => {
  expect(await ask(top, { unit: commune })).toMatchObject({ failure: AskFailure.UNSPECIFIED });
  expect(await ask(district, { unit: top })).toMatchObject({ failure: AskFailure.REFUSED });
  expect(await ask(top, { unit: 's1' })).toMatchObject({ failure: AskFailure.REFUSED });
  await expect(ask(top, { unit: 'S 1' })).rejects.toMatchObject({
    fields: [{ field: 'unit', rule: 'UNIT_KEY_OR_SITE' }],
  });
});

test.each(['reporting.another', 'nobody.explain_tally'])(
  'question: %s, which no service of the owning site has said that it answers, is unknown',
  async (question) => {
    expect(await ask(top, { question })).toMatchObject({ failure: AskFailure.UNKNOWN_QUESTION });
  },
);

test.each([randomUUID(), 'x'.repeat(2_000_000), 'exchange.record', 'exchange.value'])(
  'question: %.20s is no name of a service’s question, and leaves the site only as a refusal',
  async (question) => {
    await expect(ask(top, { question })).rejects.toMatchObject({
      fields: [{ field: 'question', rule: 'QUESTION_NAME' }],
    });
  },
);

test.each([
  ['onestop.find', '/a.B/C', 'NOT_ALLOWED'],
  ['reportingx.find', '/a.B/C', 'NOT_ALLOWED'],
  ['reporting.Find', '/a.B/C', 'INVALID_FIELD'],
  ['reporting.find', 'explain', 'INVALID_FIELD'],
])('question: a service cannot say that it answers %s by %s', async (question, method, code) => {
  const reporting = province.getSite(commune).as('reporting', ExchangeServiceService, 'exchange');
  const stream = reporting.serveQuestions({ questions: [{ question, method }] });
  await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code });
});

test('question: after a restart of exchange the service says again what it answers', async () => {
  const site = province.getSite(district);
  const client = site.as('reporting', ExchangeServiceService, 'exchange');
  const logger = createLogger('test', 'test', 'fatal');
  const questions = createQuestionServer({ client, questions: { 'reporting.one': '/a.B/C' }, logger });
  questions.start();
  // Of a service that has said nothing, nothing is known: then it is unreachable.
  const isKnown = () =>
    eventually(async () => {
      const { failure } = await ask(top, { unit: unitOf(district), question: 'reporting.other' });
      return failure === AskFailure.UNKNOWN_QUESTION;
    });
  await isKnown();
  await province.unhost(district);
  await province.host(district);
  await isKnown();
  await questions.stop();
  for (const each of [top, district, commune]) await untilConnected(province.getSite(each));
});

test('contract 3: a caller whose role may not ask is refused where the answer would come from, and told the code', async () => {
  expect(await ask(top, { roles: ['clerk'] })).toMatchObject({
    failure: AskFailure.REFUSED,
    body: Buffer.alloc(0),
    refusal: { code: 'NOT_ALLOWED', field: '', rule: '' },
  });
});

test('nobody asks upwards', async () => {
  expect(await ask(commune, { unit: unitOf(top) })).toMatchObject({ failure: AskFailure.REFUSED });
});

test('a site that is away is named unreachable, with the time since when', async () => {
  await province.tree.getSite(commune).nats.kill();
  const first = await ask(top);
  expect([AskFailure.UNREACHABLE, AskFailure.TIMEOUT]).toContain(first.failure);
  const later = await eventually(
    async () => {
      const answer = await ask(top);
      return answer.failure === AskFailure.UNREACHABLE && answer;
    },
    { timeoutMs: 40_000 },
  );
  expect(later.silentSince).toBeInstanceOf(Date);
});
