import {
  DeadLetterAction,
  DeadLetterOwner,
  DeadLetterServiceService,
} from '@lienthong/contracts/common/v1/dead_letter';
import { createApp as createDirectory } from '@lienthong/directory';
import { createApp as createExchange } from '@lienthong/exchange';
import {
  ExchangeServiceService,
  PutRecordsRequest,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import {
  ExplainNumberRequest,
  ExplainNumberResponse_FactsUnavailable as FactsUnavailable,
  ExplainNumberResponse_LineKind as LineKind,
  FreshnessReason,
  GroupBy,
  ListFreshnessRequest,
  OperationsServiceService,
  QueryRollupRequest,
  type RollupRow,
  type Selection,
  WatchRollupRequest,
  type WatchRollupResponse,
} from '@lienthong/contracts/operations/v1/operations';
import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import { dimensionsOf, Refusal } from '@lienthong/domain';
import { type CallSettings, createServiceClient, type Role, endpointOf } from '@lienthong/runtime';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';

let site: TestSite;
let running: Awaited<ReturnType<TestSite['host']>>;

/** One site that owns a commune and runs operations: what it puts into its exchange it shows, as it would show what comes from below. */
beforeAll(async () => {
  site = await startTestSite({
    site: 's46',
    units: ['20116@0', '20125@0'],
    services: ['directory', 'exchange', 'reporting', 'operations'],
    settings: { exchange: { sumsMs: 1_000, scanMs: 1_000 }, operations: { sumsMs: 1_000 } },
  });
  running = await site.host({ directory: createDirectory, exchange: createExchange, operations: createApp });
});
afterAll(() => site.stop());

const selection = (change: Partial<Selection> = {}): Selection => ({
  unit: '482@0',
  from: '2025-06-01',
  to: '2025-06-30',
  indicators: ['received'],
  groupBy: [GroupBy.COUNTING_UNIT],
  hierarchyDate: '',
  byDay: false,
  splitBy: [],
  dimensions: [],
  ...change,
});

let src = 0;
async function put(unit: string, day: string, received: number): Promise<void> {
  const tally = DayTally.create({
    unit,
    day,
    facts: received,
    digest: String(src + 1).padStart(16, '0'),
    contributionVersion: 1,
    counters: [
      {
        indicator: 'received',
        dimensions: dimensionsOf({ channel: 'counter', field: 'residence' }),
        value: received,
      },
    ],
  });
  await putValue(unit, day, Buffer.from(DayTally.encode(tally).finish()));
}

async function putValue(unit: string, day: string, value: Buffer): Promise<void> {
  src += 1;
  const reporting = site.as('reporting', ExchangeServiceService, 'exchange');
  const { outcomes } = await reporting.putRecords(
    PutRecordsRequest.create({
      records: [
        {
          key: { channel: 'u2-tally-onestop', unit, id: day },
          src,
          value,
        },
      ],
    }),
  );
  expect(outcomes[0]?.taken).toBe(true);
}

async function as(roles: Role[], units: string[], lifetime?: `${number}s`) {
  const token = await site.personToken({ roles, units, ...(lifetime && { lifetime }) });
  const client = createServiceClient(OperationsServiceService, endpointOf(site.config, 'operations'));
  return { client, settings: { authorization: `Bearer ${token}` } };
}

async function received(change: Partial<Selection> = {}): Promise<Record<string, number>> {
  const { client, settings } = await as(['district_officer'], ['482@0']);
  const { rows } = await client.queryRollup(
    QueryRollupRequest.create({ selection: selection(change) }),
    settings,
  );
  client.close();
  return Object.fromEntries(rows.map((row) => [row.unit, row.value ?? Number.NaN]));
}

test('a put at exchange is a cell here, and its last state replaces the one before', async () => {
  await put('20116@0', '2025-06-27', 3);
  await put('20116@0', '2025-06-30', 2);
  await put('20125@0', '2025-06-30', 5);
  await eventually(async () => (await received())['20116@0'] === 5);
  await put('20116@0', '2025-06-27', 1);
  await eventually(async () => (await received())['20116@0'] === 3);
  expect(await received()).toEqual({ '20116@0': 3, '20125@0': 5 });
  expect(await received({ groupBy: [GroupBy.TOTAL] })).toEqual({ '482@0': 8 });
});

test('a watcher gets a snapshot, then what changes, and after a cut only what it missed', async () => {
  const { client, settings } = await as(['district_officer'], ['482@0']);
  const watch = (resumeToken: string, signal: AbortSignal) =>
    client.watchRollup(WatchRollupRequest.create({ selection: selection(), resumeToken }), {
      ...settings,
      signal,
    });
  const first = new AbortController();
  const seen: WatchRollupResponse[] = [];
  const shown = new Map<string, RollupRow>();
  const reading = (async () => {
    for await (const update of watch('', first.signal)) {
      seen.push(update);
      const fresh = new Map(update.freshness.map((one) => [one.unit, one]));
      for (const row of update.rows) {
        if (update.snapshot) expect(fresh.get(row.unit)).toMatchObject({ stale: row.stale });
        expect(row).not.toEqual(shown.get(row.unit));
        shown.set(row.unit, row);
      }
      if (update.rows.some(({ unit, value }) => unit === '20125@0' && value === 6)) return;
    }
  })();
  await eventually(() => seen.length > 0);
  await put('20125@0', '2025-06-30', 6);
  await reading;
  expect(seen[0]?.snapshot).toBe(true);
  const last = seen.at(-1);
  expect(last?.snapshot).toBe(false);

  await put('20116@0', '2025-06-30', 9);
  await eventually(async () => (await received())['20116@0'] === 10);
  const second = new AbortController();
  for await (const update of watch(last?.token ?? '', second.signal)) {
    expect(update.snapshot).toBe(false);
    expect(update.rows.map(({ unit, value }) => [unit, value])).toContainEqual(['20116@0', 10]);
    break;
  }
  client.close();
});

test('a stream ends with its token and says so; a new one goes on with the next token where it ended', async () => {
  const request = WatchRollupRequest.create({ selection: selection() });
  let last = '';
  let ended: unknown;
  // A token that ends before the stream is open says nothing here: a slow machine needs a longer one.
  for (let seconds = 3; last === ''; seconds *= 2) {
    const { client, settings } = await as(['integrator'], ['482@0'], `${seconds}s`);
    try {
      for await (const { token } of client.watchRollup(request, settings)) last = token;
    } catch (error) {
      ended = error;
    }
    client.close();
  }
  expect(ended).toMatchObject({ kind: 'unauthenticated', code: 'TOKEN_EXPIRED' });

  await put('20125@0', '2025-06-30', 7);
  await eventually(async () => (await received())['20125@0'] === 7);
  const next = await as(['integrator'], ['482@0']);
  const resumed = { ...request, resumeToken: last };
  for await (const update of next.client.watchRollup(resumed, next.settings)) {
    expect(update.snapshot).toBe(false);
    expect(update.rows.map(({ unit, value }) => [unit, value])).toContainEqual(['20125@0', 7]);
    break;
  }
  next.client.close();
});

test('C4: a record that is no tally is set aside: the stream goes on, the operator sees it, and its unit is not current while it stands', async () => {
  const reporting = site.as('reporting', ExchangeServiceService, 'exchange');
  const report = async (unit: string) => {
    // An as-of is current for some minutes only, and a slow machine takes longer.
    await site.setClock('2025-06-30', '08:00');
    const { epoch } = await reporting.reportProgress({ units: [], epoch: '' });
    await reporting.reportProgress({
      units: [
        {
          unit,
          channel: 'u2-tally-onestop',
          asOf: new Date('2025-06-30T01:00:00Z'),
          reason: WatermarkReason.CURRENT,
        },
      ],
      epoch,
    });
  };
  const reasonOf = async (unit: string): Promise<FreshnessReason | undefined> => {
    await report(unit);
    const { client, settings } = await as(['district_officer'], ['482@0']);
    const { units } = await client.listFreshness(ListFreshnessRequest.create({ unit: '482@0' }), settings);
    client.close();
    return units.find((one) => one.unit === unit)?.reason;
  };
  const other = DayTally.create({ unit: '20125@0', day: '2025-06-28' });
  await putValue('20116@0', '2025-06-28', Buffer.from(DayTally.encode(other).finish()));
  await putValue('20116@0', '2025-06-29', Buffer.from('no tally'));
  await put('20125@0', '2025-06-28', 4);
  await eventually(async () => (await received())['20125@0'] === 11);
  const before = (await received())['20116@0'] ?? 0;

  const { client, settings } = await as(['operator'], ['46@0']);
  const dead = site.as('gateway', DeadLetterServiceService, 'operations');
  const service = 'operations';
  const listed = async (settings: CallSettings) => {
    const { deadLetters } = await dead.listDeadLetters({ service, before: undefined }, settings);
    return deadLetters.toSorted((one, other) => (one.subject < other.subject ? -1 : 1));
  };
  const again = (id: string, settings: CallSettings) =>
    dead.retryDeadLetter({ service, consumer: service, id }, settings);
  const letters = async (): Promise<string[]> =>
    (await listed(settings)).map(({ subject, reason }) => `${subject} ${reason?.code}`);
  const both = ['2025-06-28 TALLY_OF_ANOTHER', '2025-06-29 NOT_A_TALLY'];
  await eventually(async () => (await letters()).join() === both.join());
  await eventually(async () => (await reasonOf('20116@0')) === FreshnessReason.DEAD_LETTER);
  await eventually(async () => (await reasonOf('20125@0')) === FreshnessReason.CURRENT);

  // Its stamp is held: exchange waits for nothing, and a new stream is not opened with it again.
  await eventually(async () => {
    const { neighbours } = await reporting.listNeighbours({});
    return neighbours.find(({ site: name }) => name === '~operations')?.unconfirmed === 0;
  });
  await running.stop();
  running = await site.host({ directory: createDirectory, exchange: createExchange, operations: createApp });
  await eventually(async () => (await letters()).join() === both.join());
  const attempts = async (): Promise<number[]> => (await listed(settings)).map((one) => one.attempts);
  expect(await attempts()).toEqual([2, 2]);

  const [first] = await listed(settings);
  expect(first).toMatchObject({ service, consumer: service, unit: '20116@0' });
  expect((await listed(settings)).map(({ owner, nextAction }) => [owner, nextAction])).toEqual([
    [DeadLetterOwner.SITE_OPERATOR, DeadLetterAction.ASK_SENDER],
    [DeadLetterOwner.SITE_OPERATOR, DeadLetterAction.UPGRADE],
  ]);
  expect(await again(first?.id ?? '', settings)).toMatchObject({
    reason: { code: 'TALLY_OF_ANOTHER', params: {} },
  });
  const stranger = await as(['operator'], ['20125@0']);
  await expect(again(first?.id ?? '', stranger.settings)).rejects.toMatchObject({
    code: 'DEAD_LETTER_UNKNOWN',
  });
  expect(await listed(stranger.settings)).toEqual([]);
  stranger.client.close();

  await put('20116@0', '2025-06-28', 1);
  await put('20116@0', '2025-06-29', 1);
  await eventually(async () => (await received())['20116@0'] === before + 2);
  await eventually(async () => (await letters()).length === 0);
  await eventually(async () => (await reasonOf('20116@0')) === FreshnessReason.CURRENT);
  client.close();
});

test('after a restart the cells are there, and what was lost here comes again', async () => {
  const before = await received();
  await running.stop();
  const { MongoClient } = await import('mongodb');
  const database = await MongoClient.connect(site.database.uri);
  await database
    .db(`${site.config.database.prefix}_operations`)
    .collection<{ _id: string }>('cells')
    .deleteOne({
      _id: 'u2-tally-onestop/20116@0/2025-06-27',
    });
  await database.close();
  running = await site.host({ directory: createDirectory, exchange: createExchange, operations: createApp });
  await eventually(async () => JSON.stringify(await received()) === JSON.stringify(before));
});

test('contract 1, contract 2: a caller sees nothing outside its unit subtree: roll-ups, streams, freshness and explanations alike', async () => {
  const { client, settings } = await as(['leader'], ['20116@0']);
  const refusal = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => 'answered',
      (error: unknown) => (error instanceof Refusal ? error.code : error),
    );
  const other = selection({ unit: '20125@0' });
  const first = async (): Promise<unknown> => {
    for await (const update of client.watchRollup(WatchRollupRequest.create({ selection: other }), settings))
      return update;
    return undefined;
  };
  expect(await refusal(client.queryRollup(QueryRollupRequest.create({ selection: other }), settings))).toBe(
    'UNIT_NOT_ALLOWED',
  );
  expect(await refusal(first())).toBe('UNIT_NOT_ALLOWED');
  expect(await refusal(client.listFreshness(ListFreshnessRequest.create({ unit: '482@0' }), settings))).toBe(
    'UNIT_NOT_ALLOWED',
  );
  expect(
    await refusal(
      client.explainNumber(
        ExplainNumberRequest.create({ selection: other, indicator: 'received' }),
        settings,
      ),
    ),
  ).toBe('UNIT_NOT_ALLOWED');
  const own = await client.queryRollup(
    QueryRollupRequest.create({ selection: selection({ unit: '20116@0' }) }),
    settings,
  );
  expect(own.rows.map(({ unit }) => unit)).toEqual(['20116@0']);
  const merged = selection({ unit: '20116@0', hierarchyDate: '2025-07-01' });
  const later = await client.queryRollup(QueryRollupRequest.create({ selection: merged }), settings);
  expect(later.rows.map(({ value }) => value)).toEqual(own.rows.map(({ value }) => value));
  const explained = await client.explainNumber(
    ExplainNumberRequest.create({ selection: merged, indicator: 'received' }),
    settings,
  );
  expect(explained.asked?.countingUnit).toBe('20116@0');
  expect(new Set(explained.lines.map(({ unit }) => unit))).toEqual(new Set(['20116@0']));
  expect(
    await refusal(
      client.explainNumber(
        ExplainNumberRequest.create({ selection: merged, indicator: 'received', countingUnit: '20125@0' }),
        settings,
      ),
    ),
  ).toBe('INVALID_FIELD');
  for await (const update of client.watchRollup(WatchRollupRequest.create({ selection: merged }), settings)) {
    expect(update.rows.map(({ value }) => value)).toEqual(own.rows.map(({ value }) => value));
    break;
  }
  const fresh = await client.listFreshness(
    ListFreshnessRequest.create({ unit: '20116@0', hierarchyDate: '2025-06-30' }),
    settings,
  );
  expect(fresh.units.map(({ unit }) => unit)).toEqual(['20116@0']);
  // The province keeps its rights under its later key, and asks by every name that an answer gave it.
  const province = await as(['ioc'], ['46@0']);
  const reform = { hierarchyDate: '2025-07-01' };
  for (const unit of ['46@0', '46@20250701', '20122@20250701']) {
    const { units } = await province.client.listFreshness(
      ListFreshnessRequest.create({ unit, ...reform }),
      province.settings,
    );
    expect(units.map((one) => one.unit).sort()).toEqual(['20116@0', '20125@0']);
    const { rows } = await province.client.queryRollup(
      QueryRollupRequest.create({ selection: selection({ unit, ...reform, groupBy: [GroupBy.TOTAL] }) }),
      province.settings,
    );
    expect(rows.map(({ unitsTotal }) => unitsTotal)).toEqual([2]);
  }
  province.client.close();
  const clerk = await as(['clerk'], ['20116@0']);
  expect(
    await refusal(
      clerk.client.queryRollup(
        QueryRollupRequest.create({ selection: selection({ unit: '20116@0' }) }),
        clerk.settings,
      ),
    ),
  ).toBe('NOT_ALLOWED');
  client.close();
  clerk.client.close();
});

test('a number is explained one step down at a time, and says why facts are not to be had', async () => {
  const { client, settings } = await as(['district_officer'], ['482@0']);
  const explain = async (request: Parameters<typeof ExplainNumberRequest.create>[0]) => {
    const answer = await client.explainNumber(ExplainNumberRequest.create(request), {
      ...settings,
      timeoutMs: 15_000,
    });
    expect(answer.lines.reduce((sum, { value = 0 }) => sum + value, 0)).toBe(answer.value);
    return answer;
  };
  const units = await explain({ selection: selection(), indicator: 'received' });
  expect(units.lines.map(({ kind, unit, unitsTotal }) => [kind, unit, unitsTotal])).toEqual([
    [LineKind.COUNTING_UNIT, '20116@0', 1],
    [LineKind.COUNTING_UNIT, '20125@0', 1],
  ]);
  expect(units.asked).toMatchObject({
    countingUnit: '',
    judgedOn: '2025-06-30',
    selection: { hierarchyDate: '2025-06-30' },
  });
  // The successor of both, as the province sees it after the merger: opened by the key that the selection can't name.
  const merged = await explain({
    selection: selection({ unit: '20116@0', hierarchyDate: '2025-07-01' }),
    indicator: 'received',
  });
  expect(merged.lines.map(({ unit, value }) => [unit, value])).toEqual(
    units.lines.map(({ unit, value }) => [unit, value]),
  );
  const days = await explain({ ...merged.asked, countingUnit: '20125@0' });
  expect(days.value).toBe(merged.lines[1]?.value);
  expect(days.lines.map(({ kind, unit, day }) => [kind, unit, day])).toEqual([
    [LineKind.DAY, '20125@0', '2025-06-28'],
    [LineKind.DAY, '20125@0', '2025-06-30'],
  ]);
  expect(days.lines.map(({ facts, rev, digest }) => facts > 0 && rev > 0 && digest !== '')).toEqual([
    true,
    true,
  ]);
  const day = await explain({ ...days.asked, day: '2025-06-28', withFacts: true });
  expect(day.value).toBe(days.lines[0]?.value);
  expect([day.factsUnavailable, day.silentSince]).toEqual([FactsUnavailable.UNREACHABLE, undefined]);
  expect(day.factsAgree).toBe(false);
  client.close();
});

test.each<[Parameters<typeof ExplainNumberRequest.create>[0], string, string]>([
  [{ indicator: 'recieved' }, 'indicator', 'INDICATOR_UNKNOWN'],
  [{ countingUnit: 'Vinh Hưng' }, 'counting_unit', 'UNIT_KEY'],
  [{ countingUnit: '20107@0' }, 'counting_unit', 'NOT_IN_SELECTION'],
  [{ withFacts: true }, 'counting_unit', 'REQUIRED'],
  [{ day: '2025-06-28' }, 'counting_unit', 'REQUIRED'],
  [{ countingUnit: '20125@0', day: '28/06/2025' }, 'day', 'LOCAL_DAY'],
  [{ countingUnit: '20125@0', day: '2025-07-01' }, 'day', 'NOT_IN_SELECTION'],
  [{ judgedOn: 'mai' }, 'judged_on', 'LOCAL_DAY'],
])('a wrong step down is refused and names the field: %j', async (request, field, rule) => {
  const { client, settings } = await as(['district_officer'], ['482@0']);
  await expect(
    client.explainNumber(
      ExplainNumberRequest.create({ selection: selection(), indicator: 'received', ...request }),
      settings,
    ),
  ).rejects.toMatchObject({ code: 'INVALID_FIELD', fields: [{ field, rule }] });
  client.close();
});
