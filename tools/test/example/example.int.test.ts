import { readFileSync } from 'node:fs';
import { Event } from '@lienthong/contracts/common/v1/event';
import { DeadLetterServiceService } from '@lienthong/contracts/common/v1/dead_letter';
import {
  DirectoryServiceService,
  PublishTableRequest,
  ReadTablesRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { ContentsServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { Channel, OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import {
  ExplainNumberRequest,
  type ExplainNumberResponse,
  ExplainNumberResponse_FactsUnavailable as FactsUnavailable,
  explainNumberResponse_FactsUnavailableToJSON as factsUnavailableToJSON,
  ExplainNumberResponse_LineKind as LineKind,
  FreshnessReason,
  freshnessReasonToJSON,
  GroupBy,
  OperationsServiceService,
  QueryRollupRequest,
  type Selection,
} from '@lienthong/contracts/operations/v1/operations';
import { deadReason, instantOf } from '@lienthong/domain';
import { readContent, subjectOf, toMessage } from '@lienthong/messaging';
import {
  type CallSettings,
  createServiceClient,
  endpointOf,
  gatherServices,
  type Role,
  type ServiceClient,
  type ServiceName,
} from '@lienthong/runtime';
import { services as platform } from '@lienthong/site';
import { type Creators, eventually, type SiteTree, startSiteTree, type TestSite } from '@lienthong/testkit';
import { connect } from '@nats-io/transport-node';
import { v7 as uuid } from 'uuid';
import {
  Cause,
  type FloodsService,
  FloodsServiceService,
  Outcome,
  type ReportMessage,
} from './src/contract.ts';
import { floods } from './src/service.ts';

const declared = gatherServices([...platform.inOrder, floods]);
const [top, district, commune, other] = ['s46', 's482', 's20116', 's20125'] as const;
const unitOf = (site: string): string => `${site.slice(1)}@0`;
const today = '2025-06-30';
const channels = { onestop: 'u2-tally-onestop', floods: 'u2-tally-floods' };
const person = (role: Role) => ({ onBehalfOf: { subject: `a-${role}`, roles: [role], units: ['46@0'] } });
const table = JSON.parse(readFileSync(new URL('indicators.json', import.meta.url), 'utf8'));

let tree: SiteTree;
const siteOf = (id: string): TestSite => tree.siteOf(id);
const operationsOf = (id: string) => siteOf(id).as('gateway', OperationsServiceService, 'operations');

/** As production hosts them: every app by its declaration. */
const creatorsOf = (names: readonly ServiceName[]): Creators =>
  Object.fromEntries(names.map((name) => [name, (context) => declared.get(name).createApp(context)]));
const host = (id: string, without: ServiceName[] = []): Promise<void> => {
  const above = ['directory', 'exchange', 'operations', 'floods'];
  const counter = ['directory', 'exchange', 'onestop', 'floods', 'reporting'];
  const names = id === top || id === district ? above : counter;
  return tree.host(id, creatorsOf(names.filter((name) => !without.includes(name))));
};

/** The shipped table with the example's source and so many of its rows, published by the province's operator. */
async function publishRows(without: readonly string[]): Promise<void> {
  const client = siteOf(top).as('gateway', DirectoryServiceService, 'directory');
  const shipped = JSON.parse(
    readFileSync(new URL('../../../services/directory/data/indicators.json', import.meta.url), 'utf8'),
  );
  const rows = table.indicators.filter(({ code }: { code: string }) => !without.includes(code));
  const content = Buffer.from(
    JSON.stringify({
      ...shipped,
      sources: [...shipped.sources, table.source],
      indicators: [...shipped.indicators, ...rows],
    }),
  );
  const request = PublishTableRequest.create({ table: { name: 'indicators', content } });
  const { hash } = await client.publishTable(request, person('operator'));
  for (const id of [top, district, commune, other])
    await eventually(async () => {
      const reader = siteOf(id).as('gateway', DirectoryServiceService, 'directory');
      const { tables } = await reader.readTables(ReadTablesRequest.create({ names: ['indicators'] }));
      reader.close();
      return tables.some((one) => one.hash === hash);
    });
}

async function asClerk<T>(
  id: string,
  work: (client: ServiceClient<FloodsService>, clerk: CallSettings) => Promise<T>,
): Promise<T> {
  const site = siteOf(id);
  const token = await site.personToken({ roles: ['clerk'], units: [unitOf(id)] });
  const client = createServiceClient(FloodsServiceService, endpointOf(site.config, 'floods'));
  try {
    return await work(client, { authorization: `Bearer ${token}`, timeoutMs: 30_000 });
  } finally {
    client.close();
  }
}

const aReport = (id: string, levelCm: number, reportId: string = uuid()) => ({
  reportId,
  unit: unitOf(id),
  cause: Cause.RAIN,
  levelCm,
  lookAgain: '2025-07-02',
});
const reported = ({ report }: { report?: ReportMessage }): ReportMessage => {
  if (!report) throw new Error('no report came back');
  return report;
};
const file = (id: string, levelCm: number): Promise<ReportMessage> =>
  asClerk(id, async (client, clerk) => reported(await client.fileReport(aReport(id, levelCm), clerk)));
const close = (id: string, { id: reportId, version }: ReportMessage, outcome: number) =>
  asClerk(id, async (client, clerk) =>
    reported(await client.closeReport({ reportId, version, idempotencyKey: uuid(), outcome }, clerk)),
  );

const codes = ['floods_filed', 'floods_open', 'floods_unseen', 'flood_level'];
const selection = (change: Partial<Selection> = {}): Selection => ({
  unit: '46@0',
  from: today,
  to: today,
  indicators: codes,
  groupBy: [GroupBy.TOTAL],
  hierarchyDate: today,
  byDay: false,
  splitBy: [],
  dimensions: [],
  ...change,
});
/** What a level shows of a unit, in the order of `codes`. */
async function numbers(level: string, unit: string, change: Partial<Selection> = {}) {
  const request = QueryRollupRequest.create({ selection: selection({ unit, ...change }) });
  const { rows } = await operationsOf(level).queryRollup(request, person('ioc'));
  return codes.map((code) => rows.find(({ indicator }) => indicator === code)?.value);
}
const shows = (unit: string, expected: (number | undefined)[], change: Partial<Selection> = {}) =>
  Promise.all(
    (unit === '46@0' ? [top] : [top, district]).map((level) =>
      eventually(async () => {
        const found = await numbers(level, unit, change);
        if (found.join() !== expected.join()) throw new Error(`${level} shows ${found.join()} of ${unit}`);
        return true;
      }),
    ),
  );

/** Why the numbers of a commune are complete no further, by source, as the province tells. */
async function reasons(id: string): Promise<string[]> {
  const { units } = await operationsOf(top).listFreshness({ unit: '46@0', hierarchyDate: '' }, person('ioc'));
  return [channels.onestop, channels.floods].map((channel) => {
    const one = units.find((each) => each.unit === unitOf(id) && each.channel === channel);
    const reason = freshnessReasonToJSON(one?.reason ?? FreshnessReason.UNSPECIFIED);
    return one?.completeAsOf ? reason : `${reason} without a time`;
  });
}
const becomes = (id: string, ...wanted: [onestop: FreshnessReason, ofFloods: FreshnessReason]) =>
  eventually(async () => {
    const found = await reasons(id);
    if (found.join() !== wanted.map(freshnessReasonToJSON).join())
      throw new Error(`the sources are ${found.join()}`);
    return true;
  });

const letters = async (id: string) => {
  const desk = siteOf(id).as('gateway', DeadLetterServiceService, 'reporting');
  return (await desk.listDeadLetters({ service: 'reporting', before: undefined }, person('operator')))
    .deadLetters;
};

beforeAll(async () => {
  tree = await startSiteTree(
    [
      { id: top },
      { id: district, parent: top },
      { id: commune, parent: district },
      { id: other, parent: district },
    ],
    { declared },
  );
  for (const id of [top, district, commune, other])
    await tree.host(id, creatorsOf(['directory', 'exchange']));
  await publishRows(['flood_level']);
  for (const id of [top, district, commune, other]) await host(id);
}, 900_000);
afterAll(() => tree?.stop());

test('as-of: an event of the example that cannot be counted yet greys its numbers alone, and counts after a retry', async () => {
  await becomes(commune, FreshnessReason.CURRENT, FreshnessReason.CURRENT);
  await file(commune, 120);
  const [letter] = await eventually(async () => {
    const found = await letters(commune);
    return found.length > 0 && found;
  });
  expect(letter).toMatchObject({
    consumer: 'reporting-floods',
    reason: deadReason('INDICATOR_UNKNOWN', { indicator: 'flood_level' }),
  });
  await becomes(commune, FreshnessReason.CURRENT, FreshnessReason.DEAD_LETTER);
  await publishRows([]);
  const desk = siteOf(commune).as('gateway', DeadLetterServiceService, 'reporting');
  const retry = { service: 'reporting', consumer: 'reporting-floods', id: letter?.id ?? '' };
  expect((await desk.retryDeadLetter(retry, person('operator'))).reason).toBeUndefined();
  await becomes(commune, FreshnessReason.CURRENT, FreshnessReason.CURRENT);
});

let highest: ReportMessage;
let ofOther: ReportMessage;

test('roll-up: flow, stock and maximum of two communes are right at every level', async () => {
  highest = await file(commune, 180);
  ofOther = await file(other, 150);
  await shows(unitOf(commune), [2, 2, 0, 180]);
  await shows(unitOf(other), [1, 1, 0, 150]);
  await shows('482@0', [3, 3, 0, 180]);
  await shows('46@0', [3, 3, 0, 180]);
  // The stock is carried by the day of the next look: none has passed, until that day has.
  await shows('46@0', [3, 3, 3, 180], { to: '2025-07-03' });
});

test('numbers and lists: reports are numbered without gaps in their unit’s year, and listed while they are open', async () => {
  const numbered = (id: string): string[] => [1, 2].map((number) => `${unitOf(id)}-2025/${number}`);
  expect([highest.code, ofOther.code]).toEqual([numbered(commune)[1], numbered(other)[0]]);
  await asClerk(commune, async (client, clerk) => {
    const { reports } = await client.listReports({ unit: unitOf(commune), pageToken: '' }, clerk);
    expect(reports.map(({ code }) => code).sort()).toEqual(numbered(commune));
    const elsewhere = client.listReports({ unit: unitOf(other), pageToken: '' }, clerk);
    await expect(elsewhere).rejects.toMatchObject({ kind: 'denied' });
  });
});

/** What the province answers of a number's facts, once the commune was reached. */
const explain = (change: Partial<ExplainNumberRequest>): Promise<ExplainNumberResponse> =>
  eventually(async () => {
    const asked = ExplainNumberRequest.create(change);
    const told = await operationsOf(top).explainNumber(asked, { ...person('ioc'), timeoutMs: 30_000 });
    if (told.factsUnavailable !== FactsUnavailable.UNSPECIFIED)
      throw new Error(`no facts: ${factsUnavailableToJSON(told.factsUnavailable)}`);
    return told;
  });

test('explanation: every number gets down to the facts of a commune', async () => {
  for (const [indicator, values] of Object.entries({
    floods_filed: [1, 1],
    floods_open: [1, 1],
    flood_level: [120, 180],
  })) {
    const whole = await explain({ selection: selection(), indicator });
    expect(whole.lines.map(({ kind, unit }) => [kind, unit])).toEqual([[LineKind.UNIT, '482@0']]);
    const below = await explain({ selection: selection({ unit: '482@0' }), indicator });
    expect(below.lines.map(({ unit }) => unit).sort()).toEqual([unitOf(commune), unitOf(other)]);
    const days = { selection: selection({ unit: '482@0' }), indicator, countingUnit: unitOf(commune) };
    expect((await explain(days)).lines.map(({ day }) => day)).toContain(today);
    const { facts, factsAgree } = await explain({ ...days, day: today, withFacts: true });
    expect(factsAgree).toBe(true);
    expect(facts.map(({ value = 0 }) => value).sort((a, b) => a - b)).toEqual(values);
    for (const { eventType, reference } of facts)
      expect([eventType, reference?.kind]).toEqual(['floods.report.filed.v1', 'flood_report']);
    // What the commune refuses is told as a refusal, with its field, and not as a line that is cut.
    const wrong = ExplainNumberRequest.create({ ...days, day: today, withFacts: true, pageToken: 'zzz' });
    await expect(operationsOf(top).explainNumber(wrong, person('ioc'))).rejects.toMatchObject({
      code: 'INVALID_FIELD',
      fields: [{ field: 'page_token', rule: 'PAGE_TOKEN' }],
    });
  }
});

test('record: a survey of 5 MB arrives whole at the province', async () => {
  const officer = createServiceClient(FloodsServiceService, endpointOf(siteOf(top).config, 'floods'));
  const token = await siteOf(top).personToken({ roles: ['ioc'], units: ['46@0'] });
  const survey = await eventually(async () => {
    const request = { unit: unitOf(commune) };
    const { surveys } = await officer.listSurveys(request, { authorization: `Bearer ${token}` });
    return surveys.find(({ reportId }) => reportId === highest.id);
  });
  officer.close();
  const bytesAt = async (id: string): Promise<Buffer> => {
    const read: Uint8Array[] = [];
    const contents = siteOf(id).as('floods', ContentsServiceService, 'exchange');
    for await (const bytes of readContent(contents, survey)) read.push(bytes);
    return Buffer.concat(read);
  };
  const arrived = await bytesAt(top);
  expect(arrived.length).toBe(5 * 1024 * 1024);
  expect(survey.size).toBe(arrived.length);
  expect(arrived.equals(await bytesAt(commune))).toBe(true);
});

test('commands: the contract refuses a field, a key repeats, another commune finds nothing', async () => {
  const refusalOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);
  const command = {
    reportId: ofOther.id,
    version: ofOther.version,
    idempotencyKey: uuid(),
    outcome: Outcome.SETTLED,
  };
  await asClerk(commune, async (client, clerk) => {
    expect(await refusalOf(client.fileReport({ ...aReport(commune, 0) }, clerk))).toMatchObject({
      code: 'INVALID_FIELD',
      fields: [{ field: 'level_cm', rule: 'RANGE' }],
    });
    const passed = { ...aReport(commune, 100), lookAgain: '2025-06-29' };
    expect(await refusalOf(client.fileReport(passed, clerk))).toMatchObject({
      fields: [{ field: 'look_again', rule: 'RANGE' }],
    });
    expect(await refusalOf(client.closeReport(command, clerk))).toMatchObject({ code: 'REPORT_NOT_FOUND' });
  });
  await asClerk(other, async (client, clerk) => {
    const first = reported(await client.closeReport(command, clerk));
    expect(first).toMatchObject({ open: false, version: 2 });
    expect(reported(await client.closeReport(command, clerk))).toEqual(first);
    const again = { ...command, version: 2, idempotencyKey: uuid() };
    expect(await refusalOf(client.closeReport(again, clerk))).toMatchObject({ code: 'REPORT_CLOSED' });
  });
  await shows('46@0', [3, 2, 0, 180]);
});

test('cancel: a mistaken report is taken out of flow, stock and maximum at every level', async () => {
  await close(commune, highest, Outcome.MISTAKEN);
  await shows(unitOf(commune), [1, 1, 0, 120]);
  await shows('482@0', [2, 1, 0, 150]);
  await shows('46@0', [2, 1, 0, 150]);
  const { facts } = await explain({
    selection: selection(),
    indicator: 'flood_level',
    countingUnit: unitOf(commune),
    day: today,
    withFacts: true,
  });
  const counted = facts.filter(({ cancelled, value }) => !cancelled && value !== undefined);
  expect(counted.map(({ value }) => value)).toEqual([120]);
});

test('as-of: an owner that is away greys its own numbers, and those of the other are current', async () => {
  await host(commune, ['onestop']);
  await becomes(commune, FreshnessReason.COMPARING, FreshnessReason.CURRENT);
  await host(commune, ['floods']);
  await becomes(commune, FreshnessReason.CURRENT, FreshnessReason.COMPARING);
  await host(commune);
  await becomes(commune, FreshnessReason.CURRENT, FreshnessReason.CURRENT);
});

test('as-of: a dead letter of onestop greys no number of the example', async () => {
  const site = siteOf(other);
  const token = await site.personToken({ roles: ['clerk'], units: [unitOf(other)] });
  const counter = createServiceClient(OneStopServiceService, endpointOf(site.config, 'onestop'));
  const applicant = { name: 'Nguyễn Thị Bưởi', identityNumber: '', phone: '0905123456', address: '' };
  await counter.receiveDossier(
    {
      dossierId: uuid(),
      unit: unitOf(other),
      procedureCode: '2.000815',
      channel: Channel.COUNTER,
      applicant,
      summary: '',
      components: [],
      sets: 0,
      owner: undefined,
      handedInAt: undefined,
    },
    { authorization: `Bearer ${token}`, timeoutMs: 30_000 },
  );
  counter.close();
  await becomes(other, FreshnessReason.CURRENT, FreshnessReason.CURRENT);
  const event = Event.create({
    id: uuid(),
    type: 'onestop.dossier.received.v1',
    subject: uuid(),
    unit: unitOf(other),
    time: new Date(instantOf(today, '08:00')),
    version: 1,
    facts: [
      { day: today, contributions: [{ indicator: 'floods_filed', dimensions: [], carriedBy: '', value: 1 }] },
    ],
    contributionVersion: 1,
  });
  const { url, user, password } = site.config.nats;
  const nats = await connect({ servers: url, user, pass: password });
  const { headers, body } = toMessage(event, '/test/onestop');
  await nats.request(subjectOf(event), body, { headers, timeout: 10_000 });
  await nats.close();
  await becomes(other, FreshnessReason.DEAD_LETTER, FreshnessReason.CURRENT);
  await file(other, 160);
  await shows('46@0', [3, 2, 0, 160]);
  await becomes(other, FreshnessReason.DEAD_LETTER, FreshnessReason.CURRENT);
});
