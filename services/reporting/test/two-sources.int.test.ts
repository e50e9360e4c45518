import { DecisionKind } from '@lienthong/contracts/common/v1/decision';
import { DeadLetterServiceService } from '@lienthong/contracts/common/v1/dead_letter';
import { ExchangeServiceService, WatermarkReason } from '@lienthong/contracts/exchange/v1/exchange';
import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import { createApp as directory } from '@lienthong/directory';
import { createApp as exchange } from '@lienthong/exchange';
import { deadReason, Refusal } from '@lienthong/domain';
import { defineService, gatherServices } from '@lienthong/runtime';
import { services as platform } from '@lienthong/site';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';
import { createTestOwner, received, type TestOwner } from './support/dossiers.ts';
import { operator, unit } from './support/site.ts';

/** A service that nobody but its own declaration names. */
const trial = defineService({
  name: 'trial',
  contributes: true,
  app: async () => {
    throw new Error('the test makes it');
  },
});
const declared = gatherServices([...platform.inOrder, trial]);
const channels = { onestop: 'u2-tally-onestop', trial: 'u2-tally-trial' };
const today = '2025-06-30';
const caller = { onBehalfOf: operator };

let site: TestSite;
let hosted: { stop(): Promise<void> };
let dossiers: TestOwner;
let sheets: TestOwner;

async function host({ silent = false } = {}): Promise<void> {
  dossiers = createTestOwner(unit);
  sheets = createTestOwner(unit, 'trial');
  sheets.silent = silent;
  hosted = await site.host({
    directory,
    exchange,
    onestop: dossiers.createApp,
    trial: sheets.createApp,
    reporting: createApp,
  });
}

beforeAll(async () => {
  site = await startTestSite({
    declared,
    units: [unit],
    services: ['directory', 'exchange', 'onestop', 'trial', 'reporting'],
  });
  await host();
}, 900_000);
afterAll(() => site?.stop());

/** Why the numbers of each source are complete no further, as their readers are told. */
async function reasons(): Promise<Record<string, WatermarkReason>> {
  const door = site.as('operations', ExchangeServiceService, 'exchange');
  const stream = await door.watchRecords({ timeoutMs: 20_000 });
  const found: Record<string, WatermarkReason> = {};
  stream.write({
    message: {
      $case: 'subscribe',
      value: { consumer: 'operations', channels: Object.values(channels).sort() },
    },
  });
  for await (const { watermarks } of stream) {
    for (const one of watermarks) if (one.unit === unit) found[one.channel] = one.reason;
    if (Object.keys(found).length === 2) break;
  }
  stream.end();
  return found;
}

const becomes = (onestop: WatermarkReason, ofTrial: WatermarkReason): Promise<unknown> =>
  eventually(async () => {
    const found = await reasons();
    return found[channels.onestop] === onestop && found[channels.trial] === ofTrial;
  });

const factsOf = async (channel: string): Promise<number> => {
  const reporting = site.as('exchange', ReportingServiceService, 'reporting');
  return (await reporting.getTally({ channel, unit, day: today }, caller)).tally?.facts ?? 0;
};

const desk = () => site.as('gateway', DeadLetterServiceService, 'reporting');
const letters = async () =>
  (await desk().listDeadLetters({ service: 'reporting', before: undefined }, caller)).deadLetters;

test('a second contributor is its declaration alone: it has records, a comparison and an as-of of its own', async () => {
  await dossiers.happen('d1', 'received', [received(today, '2025-07-02')]);
  for (const sheet of ['s1', 's2'])
    await sheets.happen(sheet, 'voided', [], { cancels: [{ eventId: 's0', day: today }] });
  await eventually(async () => (await factsOf(channels.onestop)) === 1);
  await eventually(async () => (await factsOf(channels.trial)) === 2);
  await becomes(WatermarkReason.CURRENT, WatermarkReason.CURRENT);

  // Each is held against its own owner: what one has lost takes nothing of the other's away.
  await sheets.forget(['s1']);
  const reporting = site.as('exchange', ReportingServiceService, 'reporting');
  const compared = await reporting.compareWithOwner({ channel: channels.trial, unit }, caller);
  expect(compared).toMatchObject({ factsRemoved: 1 });
  expect([await factsOf(channels.onestop), await factsOf(channels.trial)]).toEqual([1, 1]);
  const { units } = await reporting.listUndecided({}, caller);
  expect(units).toMatchObject([{ unit, channel: channels.trial, lostFacts: 1 }]);
  const ask = { channel: channels.trial, unit };
  const { facts } = await reporting.listLostFacts(ask, caller);
  const seen = Object.fromEntries(facts.map(({ factId, seen }) => [factId, seen]));
  await reporting.resolveLostFacts({ ...ask, seen, reason: 'nhập lại từ sổ giấy' }, caller);
  const { decisions } = await reporting.listDecisions({ before: undefined }, caller);
  expect(decisions).toMatchObject([{ kind: DecisionKind.LOST_FACTS, channel: channels.trial, count: 1 }]);
});

test('a dead letter of one source stands in its own list, and greys no number of the other', async () => {
  await sheets.happen('s3', 'received', [received(today, '2025-07-02')]);
  const [letter] = await eventually(async () => {
    const found = await letters();
    return found.length === 1 && found;
  });
  expect(letter).toMatchObject({
    service: 'reporting',
    consumer: 'reporting-trial',
    reason: deadReason('INDICATOR_OF_ANOTHER', { indicator: 'received', owner: 'trial' }),
  });
  await becomes(WatermarkReason.CURRENT, WatermarkReason.DEAD_LETTER);
  const ask = { service: 'reporting', consumer: 'reporting-onestop', id: letter?.id ?? '' };
  await expect(desk().retryDeadLetter(ask, caller)).rejects.toMatchObject({ code: 'DEAD_LETTER_UNKNOWN' });
  const { reason } = await desk().retryDeadLetter({ ...ask, consumer: 'reporting-trial' }, caller);
  expect(reason).toEqual(letter?.reason);
});

test('a letter of a unit that nobody knows is seen by who sees the unit of the site, and by no stranger', async () => {
  const [like] = await sheets.all();
  await sheets.publishAgain(like?.id ?? '', { id: 'stray', unit: 'nobody' });
  const seen = await eventually(async () => (await letters()).find(({ unit: of }) => of === 'nobody'));
  expect(seen).toMatchObject({
    id: 'stray',
    reason: deadReason('INVALID_EVENT', { field: 'unit', rule: 'UNIT_KEY' }),
  });
  const stranger = { onBehalfOf: { ...operator, units: ['20125@0'] } };
  const { deadLetters } = await desk().listDeadLetters({ service: 'reporting', before: undefined }, stranger);
  expect(deadLetters).toEqual([]);
});

test('an owner that does not answer greys its own numbers, and the other source goes on', async () => {
  await hosted.stop();
  await host({ silent: true });
  await becomes(WatermarkReason.CURRENT, WatermarkReason.COMPARING);
  await dossiers.happen('d2', 'received', [received(today, '2025-07-02')]);
  await eventually(async () => (await factsOf(channels.onestop)) === 2);
  sheets.silent = false;
  await becomes(WatermarkReason.CURRENT, WatermarkReason.DEAD_LETTER);
});

test('a channel that is no source is refused by its name', async () => {
  const reporting = site.as('exchange', ReportingServiceService, 'reporting');
  const refused = await reporting
    .compareWithOwner({ channel: 'u2-tally-nobody', unit }, caller)
    .catch((error: unknown) => error);
  expect((refused as Refusal).fields).toMatchObject([{ field: 'channel', rule: 'UNKNOWN' }]);
});

test('a service that contributes and serves no events does not start', async () => {
  await hosted.stop();
  const silentApp = async () => ({
    service: 'trial',
    mount: () => undefined,
    start: async () => undefined,
    stop: async () => undefined,
  });
  await expect(site.host({ directory, trial: silentApp })).rejects.toThrow(
    'trial contributes and serves no events',
  );
});
