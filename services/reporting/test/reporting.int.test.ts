import { WatermarkReason } from '@lienthong/contracts/exchange/v1/exchange';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeadLetterAction, DeadLetterOwner } from '@lienthong/contracts/common/v1/dead_letter';
import { ExplainTallyRequest } from '@lienthong/contracts/reporting/v1/reporting';
import { hasDimensions, instantOf, Refusal } from '@lienthong/domain';
import { eventually } from '@lienthong/testkit';
import { finished, received } from './support/dossiers.ts';
import {
  type Caller,
  channel,
  operator,
  type ReportingSite,
  startReportingSite,
  unit,
} from './support/site.ts';

const today = '2025-06-30';
const yesterday = '2025-06-29';
let here: ReportingSite;

beforeAll(async () => {
  here = await startReportingSite();
  await here.start();
}, 900_000);

afterAll(() => here?.end());

const ofCounter = [
  { name: 'channel', value: 'counter' },
  { name: 'field', value: 'civil_status' },
];

const value = (day: string, indicator: string): number =>
  (here.exchange.tally(day)?.counters ?? [])
    .filter((counter) => counter.indicator === indicator)
    .reduce((sum, counter) => sum + counter.value, 0);

describe('an event on the stream', () => {
  test('becomes facts, a tally and a put with the context of its trace', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await here.owner.happen('d1', 'received', [received(today, '2025-07-02')], { traceparent });
    await eventually(() => value(today, 'received') === 1);
    expect(here.exchange.find(today)?.spans).toEqual([traceparent]);
    expect(here.exchange.tally(today)?.counters).toMatchObject([
      { indicator: 'pending', dimensions: ofCounter, carriedBy: '2025-07-02', value: 1 },
      { indicator: 'received', dimensions: ofCounter, carriedBy: '', value: 1 },
    ]);
    await here.settled();
  });

  test('that comes again changes nothing', async () => {
    const before = here.exchange.find(today);
    const [event] = await here.owner.all();
    await here.owner.publishAgain(event?.id ?? '');
    await here.owner.happen('d2', 'received', [received(today, '2025-07-02')]);
    await eventually(() => value(today, 'received') === 2);
    expect(here.exchange.find(today)?.src).toBeGreaterThan(before?.src ?? 0);
    await here.settled();
  });

  test('that touches no number leaves no fact and no dead letter, whatever it is called', async () => {
    await here.owner.happen('d2', 'never_heard_of', []);
    await here.owner.happen('d3', 'received', [received(today, '2025-07-02')]);
    await eventually(() => value(today, 'received') === 3);
    expect(await here.db.collection('facts_onestop').countDocuments({ unit })).toBe(3);
    expect(await here.db.collection('dead_letters').countDocuments()).toBe(0);
  });
});

describe('a late correction', () => {
  test('changes the tally of its own day: a dossier of yesterday that is voided today', async () => {
    const first = await here.owner.happen('old', 'received', [received(yesterday, '2025-07-02')]);
    const second = await here.owner.happen('old', 'finished', [finished(yesterday, '2025-07-02')]);
    await eventually(() => value(yesterday, 'finished_on_time') === 1);
    await here.owner.happen('old', 'voided', [], {
      cancels: [
        { eventId: first, day: yesterday },
        { eventId: second, day: yesterday },
      ],
    });
    await eventually(() => here.exchange.tally(yesterday)?.facts === 3);
    expect(here.exchange.tally(yesterday)?.counters).toEqual([]);
    await here.settled();
  });
});

describe('an event that cannot be used', () => {
  test('waits as a dead letter, the others go on, as-of stands before it, and the retry after the catalogue was put right makes the numbers agree', async () => {
    await eventually(() => here.exchange.progress.get(unit)?.reason === WatermarkReason.CURRENT);
    await here.owner.happen('poisoned', 'received', [
      received(today, '2025-07-02', { field: 'land_registry', channel: 'online' }),
    ]);
    await here.owner.happen('d4', 'received', [received(today, '2025-07-02')], { at: '08:01' });
    await eventually(() => value(today, 'received') === 4);
    const dead = await eventually(async () => (await here.letters())[0]);
    expect(dead).toMatchObject({
      service: 'reporting',
      consumer: 'reporting-onestop',
      eventType: 'onestop.dossier.received.v1',
      subject: 'poisoned',
      unit,
      reason: { code: 'VALUE_UNKNOWN', params: { dimension: 'field', value: 'land_registry' } },
      attempts: 1,
      owner: DeadLetterOwner.PROVINCE_OPERATOR,
      nextAction: DeadLetterAction.MEND_TABLE,
    });
    expect(dead.due?.getTime()).toBe((dead.deadSince?.getTime() ?? 0) + 86_400_000);
    await eventually(() => here.exchange.progress.get(unit)?.reason === WatermarkReason.DEAD_LETTER);
    expect(here.exchange.progress.get(unit)?.asOf).toBe(instantOf(today, '08:00') - 1);

    expect(await here.retry(dead.id)).toEqual(dead.reason);

    const { tables } = await here.directory.readTables({ held: {}, names: ['codes:fields'] });
    const catalogue = JSON.parse(tables[0]?.content.toString() ?? '') as { codes: unknown[] };
    catalogue.codes.push({ code: 'land_registry', name: 'Đất đai' });
    const content = Buffer.from(JSON.stringify(catalogue));
    const byProvince = { onBehalfOf: { ...operator, units: ['46@0'] } };
    await here.directory.publishTable({ table: { name: 'codes:fields', hash: '', content } }, byProvince);
    expect(await here.retry(dead.id)).toBeUndefined();
    await here.settled();
    expect(value(today, 'received')).toBe(5);
    await eventually(() => here.exchange.progress.get(unit)?.reason === WatermarkReason.CURRENT);
    expect(await here.letters()).toEqual([]);
  });

  test('of an indicator that no row tells of waits, and counts once the row is published', async () => {
    await here.owner.happen('r1', 'revoked', [{ day: today, flow: 'revoked' }]);
    const dead = await eventually(async () => (await here.letters())[0]);
    expect(dead.reason).toMatchObject({ code: 'INDICATOR_UNKNOWN', params: { indicator: 'revoked' } });
    const { tables } = await here.directory.readTables({ held: {}, names: ['indicators'] });
    const table = JSON.parse(tables[0]?.content.toString() ?? '') as { indicators: { code: string }[] };
    const received = table.indicators.find(({ code }) => code === 'received');
    table.indicators.push({ ...received, code: 'revoked' });
    const content = Buffer.from(JSON.stringify(table));
    const byProvince = { onBehalfOf: { ...operator, units: ['46@0'] } };
    await here.directory.publishTable({ table: { name: 'indicators', hash: '', content } }, byProvince);
    expect(await here.retry(dead.id)).toBeUndefined();
    expect(value(today, 'revoked')).toBe(1);
    const { facts } = await here.client.explainTally(
      ExplainTallyRequest.create({ channel, unit, from: today, to: today, indicator: 'revoked' }),
      { onBehalfOf: operator },
    );
    expect(facts.map(({ reference }) => reference?.code)).toHaveLength(1);
    await here.settled();
  });

  test('a day that is none: named, a dead letter once, nothing changed', async () => {
    const before = here.exchange.find(today);
    const id = await here.owner.happen('bad', 'received', [received('2025-06-31', '2025-07-02')], {
      at: '07:00',
    });
    const found = await eventually(async () => (await here.letters()).find(({ eventId }) => eventId === id));
    expect(found).toMatchObject({
      reason: { code: 'INVALID_EVENT', params: { field: 'facts.day', rule: 'LOCAL_DAY' } },
      attempts: 1,
      owner: DeadLetterOwner.SITE_OPERATOR,
      nextAction: DeadLetterAction.TELL_SUPPORT,
    });
    expect(here.exchange.find(today)).toEqual(before);
    await here.db.collection('dead_letters').deleteMany({});
    await here.owner.forget(['bad']);
  });

  test('a message that is no event is thrown away, and what it stood for is taken from its owner', async () => {
    await eventually(() => here.exchange.progress.get(unit)?.reason === WatermarkReason.CURRENT);
    const before = value(today, 'received');
    await here.owner.happenUnseen('torn', 'received', [received(today, '2025-07-02')]);
    await here.owner.publishBroken();
    await eventually(() => value(today, 'received') > before);
    expect(await here.letters()).toEqual([]);
    await here.owner.forget(['torn', 'torn-model']);
    await here.client.compareWithOwner({ channel, unit }, { onBehalfOf: operator });
    await eventually(() => value(today, 'received') === before);
    await here.db.collection('lost_facts_onestop').deleteMany({});
  });
});

describe('an explanation', () => {
  const explain = (more: Partial<ExplainTallyRequest>, caller: Caller = operator) =>
    here.client.explainTally(
      ExplainTallyRequest.create({ channel, unit, from: yesterday, to: today, ...more }),
      {
        onBehalfOf: caller,
      },
    );

  test('lists the facts with their references, says which were taken out, and holds against the tally', async () => {
    const all = await explain({});
    expect(all.facts.map(({ day, cancelled }) => ({ day, cancelled })).slice(0, 3)).toEqual([
      { day: yesterday, cancelled: true },
      { day: yesterday, cancelled: true },
      { day: yesterday, cancelled: false },
    ]);
    expect(all.facts.every(({ reference }) => reference?.code.startsWith('H57.01-'))).toBe(true);
    for (const tally of all.tallies) {
      expect({ facts: tally.facts, digest: tally.digest }).toEqual({
        facts: here.exchange.tally(tally.day)?.facts,
        digest: here.exchange.tally(tally.day)?.digest,
      });
      expect(all.facts.filter(({ day }) => day === tally.day)).toHaveLength(tally.facts);
    }
  });

  test('adds up to the number: filtered by indicator and dimensions, page by page', async () => {
    const question = {
      from: today,
      indicator: 'received',
      dimensions: ofCounter,
      pageSize: 2,
    };
    const first = await explain(question);
    expect(first.facts).toHaveLength(2);
    const second = await explain({ ...question, pageToken: first.nextPageToken });
    expect(second.nextPageToken).toBe('');
    const codes = [...first.facts, ...second.facts].map(({ reference }) => reference?.code);
    expect(new Set(codes).size).toBe(4);
    const counter = here.exchange
      .tally(today)
      ?.counters.find((one) => one.indicator === 'received' && hasDimensions(one, ofCounter));
    expect(codes).toHaveLength(counter?.value ?? 0);
  });

  test('contract 10: names what stands behind a stock, whenever it came in, page by page, and what of it is overdue on a day', async () => {
    const long = '2024-12-30';
    await here.owner.happen('long', 'received', [received(long, '2025-01-03')]);
    await here.owner.happen('gone', 'received', [received(long, '2025-01-03')]);
    await here.owner.happen('gone', 'finished', [finished(today, '2025-01-03')]);
    await eventually(() => value(long, 'received') === 2 && value(today, 'finished_on_time') > 0);
    const codes = ({ facts }: Awaited<ReturnType<typeof explain>>): (string | undefined)[] =>
      facts.map(({ reference }) => reference?.code);
    const overdue = await explain({ standingOf: 'overdue' });
    expect(overdue.facts).toMatchObject([
      {
        eventType: 'onestop.dossier.received.v1',
        day: long,
        cancelled: false,
        contributions: [{ indicator: 'pending', carriedBy: '2025-01-03', value: 1 }],
      },
    ]);
    const whole = await explain({ standingOf: 'overdue', judgedOn: '2025-07-03' });
    const pending = [long, yesterday, today].reduce((sum, day) => sum + value(day, 'pending'), 0);
    expect(whole.facts).toHaveLength(pending);
    expect(codes(whole)).toContain(codes(overdue)[0]);
    const paged: (string | undefined)[] = [];
    let pageToken = '';
    do {
      const page = await explain({ standingOf: 'pending', pageSize: 2, pageToken });
      paged.push(...codes(page));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(paged).toEqual(codes(whole));
  });

  test('names no person: neither the actor nor the note of an event is kept', async () => {
    const answer = JSON.stringify([
      await explain({}),
      await here.db.collection('facts_onestop').find().toArray(),
    ]);
    expect(answer).not.toContain('Nguyễn');
    expect(answer).not.toContain('someone');
  });

  test('is given to nobody whose units do not contain the unit', async () => {
    const stranger: Caller = { subject: 'x', roles: ['leader'], units: ['20125@0'] };
    await expect(explain({}, stranger)).rejects.toMatchObject({
      code: 'UNIT_NOT_ALLOWED',
    });
    const clerk: Caller = { subject: 'x', roles: ['clerk'], units: [unit] };
    await expect(explain({}, clerk)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    await expect(
      here.client.explainTally(ExplainTallyRequest.create({ channel, unit })),
    ).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
  });

  test.each([
    [{ from: '2025-02-30' }, 'from', 'LOCAL_DAY'],
    [{ to: 'x' }, 'to', 'LOCAL_DAY'],
    [{ from: today, to: yesterday }, 'to', 'PERIOD_EMPTY'],
    [{ from: '1990-01-01' }, 'to', 'PERIOD_TOO_LONG'],
    [{ indicator: 'overdue' }, 'indicator', 'INDICATOR_UNKNOWN'],
    [{ dimensions: [{ name: 'weather', value: 'fair' }] }, 'dimensions[0].name', 'DIMENSION_UNKNOWN'],
    [{ dimensions: [{ name: 'field', value: '' }] }, 'dimensions[0].value', 'REQUIRED'],
    [{ pageSize: 501 }, 'page_size', 'RANGE'],
    [{ pageToken: 'x' }, 'page_token', 'PAGE_TOKEN'],
    [{ pageToken: '2024-01-01/x' }, 'page_token', 'PAGE_TOKEN'],
    [{ standingOf: 'received' }, 'standing_of', 'INDICATOR_UNKNOWN'],
    [{ standingOf: 'overdue', pageToken: `${today}/x` }, 'page_token', 'PAGE_TOKEN'],
  ])('names the field that is wrong: %j', async (wrong, field, rule) => {
    const error = await explain(wrong).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Refusal).fields[0]).toMatchObject({ field, rule });
  });
});

describe('who may', () => {
  test('a person reaches dead letters with the role of operator, and nothing that is not marked for the edge', async () => {
    const token = async (role: 'clerk' | 'operator', units = [unit]): Promise<{ authorization: string }> => ({
      authorization: `Bearer ${await here.site.personToken({ roles: [role], units })}`,
    });
    await expect(here.letters(await token('operator'))).resolves.toEqual([]);
    await expect(here.letters(await token('clerk'))).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    await expect(
      here.client.getTally({ channel, unit, day: today }, await token('operator')),
    ).rejects.toMatchObject({
      code: 'METHOD_UNKNOWN',
    });
  });

  test('a dead letter of another unit is not there for an operator of this one', async () => {
    const id = await here.owner.happen('foreign', 'received', [
      received(today, '2025-07-02', { field: 'unknown_field' }),
    ]);
    const elsewhere = { onBehalfOf: { ...operator, units: ['20125@0'] } };
    await eventually(async () => (await here.letters()).length === 1);
    expect(await here.letters(elsewhere)).toEqual([]);
    await expect(here.retry(id, elsewhere)).rejects.toMatchObject({ code: 'DEAD_LETTER_UNKNOWN' });
    await here.db.collection('dead_letters').deleteMany({});
    await here.owner.forget(['foreign']);
  });
});

describe('the change of a due date', () => {
  test('moves the dossier in pending from the old to the new due day, and to none while it waits', async () => {
    await here.owner.happen('moving', 'received', [received('2025-06-20', '2025-06-25')]);
    await here.owner.happen('moving', 'supplement_requested', [
      { day: '2025-06-23', before: '2025-06-25', after: '' },
    ]);
    await here.settled();
    const flow = (day: string): unknown =>
      here.exchange
        .tally(day)
        ?.counters.filter(({ indicator }) => indicator === 'pending')
        .map(({ carriedBy, value: by }) => [carriedBy, by]);
    expect(flow('2025-06-23')).toEqual([
      ['', 1],
      ['2025-06-25', -1],
    ]);
  });
});
