import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  AskFailure,
  AskRequest,
  ExchangeServiceService,
  IncidentKind,
  type WatchRecordsResponse,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import {
  ExplainTallyRequest,
  ExplainTallyResponse,
  HistoryDecision,
  ReportingServiceService,
} from '@lienthong/contracts/reporting/v1/reporting';
import { DecisionAction, DecisionKind } from '@lienthong/contracts/common/v1/decision';
import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import { createApp as directory } from '@lienthong/directory';
import { createApp as exchange } from '@lienthong/exchange';
import { valueDigest } from '@lienthong/messaging';
import type { ServiceClient } from '@lienthong/runtime';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
import { type Db, type Document, MongoClient } from 'mongodb';
import { createApp } from '../src/app.ts';
import { createTestOwner, received } from './support/dossiers.ts';
import { channel, operator, unit } from './support/site.ts';

const today = '2025-06-30';
const yesterday = '2025-06-29';

let site: TestSite;
let door: ServiceClient<typeof ExchangeServiceService>;
let mongo: MongoClient;
let hosted: { stop(): Promise<void> };
let owner = createTestOwner(unit);

async function host(): Promise<void> {
  owner = createTestOwner(unit);
  hosted = await site.host({ directory, exchange, onestop: owner.createApp, reporting: createApp });
}

const database = (service: string): Db => mongo.db(`${site.config.database.prefix}_${service}`);

beforeAll(async () => {
  site = await startTestSite({ units: [unit], services: ['directory', 'exchange', 'onestop', 'reporting'] });
  mongo = await MongoClient.connect(site.config.database.uri, {
    writeConcern: { w: 'majority', journal: true },
  });
  await host();
  door = site.as('operations', ExchangeServiceService, 'exchange');
}, 900_000);

afterAll(async () => {
  await mongo?.close();
  await site?.stop();
});

async function copyOf(db: Db): Promise<Map<string, Document[]>> {
  const copy = new Map<string, Document[]>();
  for (const { name } of await db.listCollections().toArray())
    copy.set(name, await db.collection(name).find().toArray());
  return copy;
}

async function restore(db: Db, copy: Map<string, Document[]>): Promise<void> {
  for (const { name } of await db.listCollections().toArray()) {
    await db.collection(name).deleteMany({});
    const documents = copy.get(name) ?? [];
    if (documents.length > 0) await db.collection(name).insertMany(documents);
  }
}

/** What exchange holds is what reporting has stored, key by key, and counts what its facts say. */
async function agree(counts: Record<string, number>, days = [yesterday, today]): Promise<void> {
  const only = (day: string): boolean => days.includes(day);
  await eventually(
    async () => {
      const all = await database('reporting').collection('tallies_onestop').find().sort({ day: 1 }).toArray();
      const stored = all.filter(({ day }) => only(day as string));
      const mine = stored.map(({ day, src, value }) => ({
        id: day as string,
        src: src as number,
        digest: valueDigest((value as { buffer: Uint8Array }).buffer),
      }));
      const held = [];
      for await (const { records } of door.listHeld({ channel, unit }))
        for (const { key, src, digest } of records)
          if (only(key?.id ?? '')) held.push({ id: key?.id, src, digest });
      expect(held.sort((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1))).toEqual(mine);
      const values = stored.map(({ day, value }) => {
        const { counters } = DayTally.decode((value as { buffer: Uint8Array }).buffer);
        return [day, counters.find(({ indicator }) => indicator === 'received')?.value ?? 0];
      });
      expect(Object.fromEntries(values)).toEqual(counts);
      return true;
    },
    { everyMs: 100 },
  );
}

const receivedIn = (tally: DayTally | undefined): number =>
  tally?.counters.find(({ indicator }) => indicator === 'received')?.value ?? 0;

/** What exchange holds of a day. */
async function heldFrom(day: string): Promise<number> {
  const key = { channel, unit, id: day };
  const record = await site.as('reporting', ExchangeServiceService, 'exchange').readRecord({ key });
  return receivedIn(DayTally.decode(record.value));
}

const reporting = () => site.as('exchange', ReportingServiceService, 'reporting');
const asOperator = async () => ({
  authorization: `Bearer ${await site.personToken({ roles: ['operator'], units: [unit] })}`,
});

/** The first answer of exchange's watch that fits. */
async function watched<T>(read: (message: WatchRecordsResponse) => T | undefined): Promise<T> {
  const stream = await door.watchRecords({ timeoutMs: 40_000 });
  stream.write({
    message: { $case: 'subscribe', value: { consumer: 'operations', channels: [channel] } },
  });
  for await (const message of stream) {
    const found = read(message);
    if (found !== undefined) return found;
  }
  throw new Error('exchange ended the watch');
}

describe('reporting with the real exchange', () => {
  test('puts each tally with its own version, and says up to when they are complete', async () => {
    await owner.happen('a', 'received', [received(yesterday, '2025-07-02')]);
    await owner.happen('b', 'received', [received(today, '2025-07-02')]);
    await agree({ [yesterday]: 1, [today]: 1 });
    const watermark = await watched(({ watermarks }) =>
      watermarks.find((one) => one.unit === unit && one.reason === WatermarkReason.CURRENT),
    );
    expect(watermark.count).toBe(2);
  });

  test('answers a question from above through it, and refuses one of a stranger', async () => {
    const ask = (units: string[]) =>
      door.ask(
        AskRequest.create({
          unit,
          question: 'reporting.explain_tally',
          body: Buffer.from(
            ExplainTallyRequest.encode(
              ExplainTallyRequest.create({ channel, unit, from: today, to: today, indicator: 'received' }),
            ).finish(),
          ),
          roles: ['ioc'],
          units,
          timeoutMs: 10_000,
        }),
        { timeoutMs: 15_000 },
      );
    const answer = await ask(['46@0']);
    expect(answer.failure).toBe(AskFailure.UNSPECIFIED);
    const { facts, tallies } = ExplainTallyResponse.decode(answer.body);
    expect(facts.map(({ reference, day }) => [reference?.code, day])).toEqual([['H57.01-b', today]]);
    expect(tallies.map(({ day, facts: count }) => [day, count])).toEqual([[today, 1]]);
    expect((await ask(['20125@0'])).failure).toBe(AskFailure.REFUSED);
  });

  test.each(['reporting', 'exchange'])('the database of %s restored alone ends equal', async (service) => {
    const copy = await copyOf(database(service));
    await owner.happen(`late-${service}`, 'received', [received(yesterday, '2025-07-02')]);
    await owner.happen(`later-${service}`, 'received', [received(today, '2025-07-02')]);
    const counts = service === 'reporting' ? 2 : 3;
    await agree({ [yesterday]: counts, [today]: counts });
    await hosted.stop();
    await restore(database(service), copy);
    await host();
    await agree({ [yesterday]: counts, [today]: counts });
    const operator = {
      authorization: `Bearer ${await site.personToken({ roles: ['operator'], units: [unit] })}`,
    };
    // Both days stay marked: the first restore lost them here. After exchange's own it has nobody who knew more, as it stands alone.
    await eventually(async () => {
      const { incidents } = await door.listIncidents({}, operator);
      const marked = incidents.flatMap(({ kind, key }) =>
        kind === IncidentKind.MARKED && key ? [key.id] : [],
      );
      expect(new Set(marked)).toEqual(new Set([yesterday, today]));
      return true;
    });
  });
});

test('a copy that was made while it was written to, a tally without its facts: the facts come back, and nothing is counted less', async () => {
  const [torn, later] = ['2025-06-26', '2025-06-27'];
  await owner.happen('torn', 'received', [received(torn, '2025-07-02')]);
  await agree({ [torn]: 1 }, [torn]);
  const copy = await copyOf(database('reporting'));
  await owner.happen('torn-later', 'received', [received(later, '2025-07-02')]);
  await agree({ [later]: 1 }, [later]);
  await hosted.stop();
  await restore(database('reporting'), copy);
  const facts = database('reporting').collection('facts_onestop');
  expect((await facts.deleteMany({ 'reference.code': 'H57.01-torn' })).deletedCount).toBe(1);
  await host();
  await agree({ [torn]: 1, [later]: 1 }, [torn, later]);
  await eventually(() => facts.findOne({ 'reference.code': 'H57.01-torn' }));
});

test('A3: the database of onestop is set back: the day is marked, and the lost dossiers are listed until a person decides', async () => {
  const day = '2025-07-01';
  for (let count = 1; count <= 14; count += 1)
    await owner.happen(`a3-${count}`, 'received', [received(day, '2025-07-04')]);
  await agree({ [day]: 14 }, [day]);
  const lost = [9, 10, 11, 12, 13, 14].map((count) => `a3-${count}`);
  await owner.forget(lost);
  await reporting().compareWithOwner({ channel, unit }, { onBehalfOf: operator, timeoutMs: 30_000 });
  await agree({ [day]: 8 }, [day]);
  await eventually(async () => {
    const { incidents } = await door.listIncidents({}, await asOperator());
    return incidents.some(({ kind, key }) => kind === IncidentKind.MARKED && key?.id === day);
  });
  const undecided = () => reporting().listUndecided({}, { onBehalfOf: operator });
  const found = { unit, missingDays: [], missingTotal: 0, lostFacts: 6 };
  expect((await undecided()).units).toMatchObject([found]);
  const { facts, total } = await reporting().listLostFacts({ channel, unit }, { onBehalfOf: operator });
  expect(total).toBe(6);
  expect(facts.map(({ reference }) => reference?.code ?? '').sort()).toEqual(
    lost.map((dossier) => `H57.01-${dossier}`).sort(),
  );
  await expect(
    reporting().resolveLostFacts({ channel, unit, seen: { x: 'x' }, reason: ' ' }, { onBehalfOf: operator }),
  ).rejects.toMatchObject({ fields: [{ field: 'reason', rule: 'REQUIRED' }] });
  const seen = Object.fromEntries(facts.map((one) => [one.factId, one.seen]));
  const decide = (facts: Record<string, string>) =>
    reporting().resolveLostFacts(
      { channel, unit, seen: facts, reason: 'nhập lại từ sổ giấy' },
      { onBehalfOf: operator },
    );
  await expect(decide({})).rejects.toMatchObject({ fields: [{ field: 'seen', rule: 'REQUIRED' }] });
  // One of them was lost again since it was shown: nothing is decided about any.
  const [first = ''] = Object.keys(seen);
  await expect(decide({ ...seen, [first]: 'another' })).rejects.toMatchObject({ code: 'INCIDENT_CHANGED' });
  expect((await undecided()).units).toMatchObject([found]);
  const answer = await decide(seen);
  expect(answer.total).toBe(0);
  expect((await undecided()).units).toEqual([]);
  const kept = await database('reporting').collection('lost_facts_onestop').findOne({ unit });
  expect(kept?.['resolved']).toMatchObject({ by: operator.subject, reason: 'nhập lại từ sổ giấy' });
  const { decisions } = await reporting().listDecisions({ before: undefined }, { onBehalfOf: operator });
  expect(decisions).toMatchObject([
    {
      kind: DecisionKind.LOST_FACTS,
      action: DecisionAction.LOST_FACTS,
      by: operator.subject,
      reason: 'nhập lại từ sổ giấy',
      unit,
      count: lost.length,
    },
  ]);
  expect(decisions[0]?.about).toEqual(lost.map((dossier) => `H57.01-${dossier}`).sort());
});

test('B1: facts and their owner wiped: exchange keeps its numbers, the unit says that history is missing, and a person lets it inherit', async () => {
  const day = '2025-07-02';
  const days = { days: [day], channel, unit, reason: 'máy mới thay máy hỏng' };
  for (const dossier of ['b1-1', 'b1-2', 'b1-3'])
    await owner.happen(dossier, 'received', [received(day, '2025-07-04')]);
  await agree({ [day]: 3 }, [day]);
  await hosted.stop();
  await restore(database('reporting'), new Map());
  await restore(database('onestop'), new Map());
  await host();
  await watched(({ watermarks }) =>
    watermarks.find(
      (one) => one.unit === unit && one.reason === WatermarkReason.HISTORY_MISSING && !one.asOf,
    ),
  );
  expect(await heldFrom(day)).toBe(3);
  const undecided = (onBehalfOf = operator) => reporting().listUndecided({}, { onBehalfOf });
  const { units } = await undecided();
  expect(units).toEqual([expect.objectContaining({ unit, missingDays: expect.arrayContaining([day]) })]);
  expect(units[0]?.missingTotal).toBe(units[0]?.missingDays.length);
  expect((await undecided({ ...operator, units: ['20125@0'] })).units).toEqual([]);

  const inherit = { ...days, seen: {}, decision: HistoryDecision.INHERIT };
  const dry = await reporting().resolveHistory({ ...inherit, dryRun: true }, { onBehalfOf: operator });
  expect(dry.days.map(({ before, after }) => [receivedIn(before), receivedIn(after)])).toEqual([[3, 3]]);
  expect(dry.indicators.map(({ code, unit: of }) => [code, of?.vi])).toEqual(
    ['received', 'finished_early', 'finished_on_time', 'finished_late', 'withdrawn', 'pending'].map(
      (code) => [code, 'hồ sơ'],
    ),
  );
  expect(await database('reporting').collection('history_decisions_onestop').countDocuments()).toBe(0);
  const decide = (seen: Record<string, string>) =>
    reporting().resolveHistory({ ...inherit, seen, dryRun: false }, { onBehalfOf: operator });
  await expect(decide({})).rejects.toMatchObject({ fields: [{ field: 'seen', rule: 'REQUIRED' }] });
  // The levels above hold another state by now: nobody has looked at that.
  await expect(decide({ [day]: '1:0011223344556677' })).rejects.toMatchObject({ code: 'INCIDENT_CHANGED' });
  expect(await database('reporting').collection('history_decisions_onestop').countDocuments()).toBe(0);
  await decide({ [day]: dry.days[0]?.seen ?? '' });
  await owner.happen('b1-late', 'received', [received(day, '2025-07-04')]);
  await eventually(async () => (await heldFrom(day)) === 4);
  const { tallies } = await reporting().explainTally(
    ExplainTallyRequest.create({ channel, unit, from: day, to: day }),
    { onBehalfOf: operator },
  );
  expect(tallies.map(({ facts, inherited }) => [facts, inherited?.facts])).toEqual([[1, 3]]);
  const decision = await database('reporting').collection('history_decisions_onestop').findOne();
  expect(decision).toMatchObject({ by: operator.subject, reason: days.reason, applied: true });

  const decisions = async (onBehalfOf = operator) =>
    (await reporting().listDecisions({ before: undefined }, { onBehalfOf })).decisions;
  expect((await decisions())[0]).toMatchObject({
    kind: DecisionKind.HISTORY_MISSING,
    action: DecisionAction.INHERIT,
    by: operator.subject,
    reason: days.reason,
    unit,
    about: [day],
    count: 1,
  });
  expect(await decisions({ ...operator, units: ['20125@0'] })).toEqual([]);

  const anew = { ...days, days: [], seen: {}, decision: HistoryDecision.START_ANEW };
  const shown = await reporting().resolveHistory({ ...anew, dryRun: true }, { onBehalfOf: operator });
  const seen = Object.fromEntries(shown.days.map((one) => [one.day, one.seen]));
  await reporting().resolveHistory(
    { ...anew, seen, dryRun: false },
    { onBehalfOf: operator, timeoutMs: 30_000 },
  );
  await watched(({ watermarks }) =>
    watermarks.find((one) => one.unit === unit && one.reason === WatermarkReason.CURRENT),
  );
  expect([await heldFrom(day), await heldFrom('2025-07-01')]).toEqual([4, 0]);
  expect((await undecided()).units).toEqual([]);
});
