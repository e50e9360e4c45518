import { WatermarkReason } from '@lienthong/contracts/exchange/v1/exchange';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Channel, type Dossier, OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import { createApp as directory } from '@lienthong/directory';
import { hasDimensions, instantOf } from '@lienthong/domain';
import { createApp as onestop } from '@lienthong/onestop';
import { type CallSettings, createServiceClient, type ServiceClient, endpointOf } from '@lienthong/runtime';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
import { MongoClient } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { createApp } from '../src/app.ts';
import { createTestExchange } from './support/exchange.ts';
import { operator, unit } from './support/site.ts';

const friday = '2025-06-27';
const monday = '2025-06-30';
const [maritalStatus, funeral, copies] = ['1.004873', '1.001731', '2.000815'];

let site: TestSite;
let counter: ServiceClient<typeof OneStopServiceService>;
let clerk: CallSettings;
const exchange = createTestExchange(unit);
const ids: string[] = [];

beforeAll(async () => {
  site = await startTestSite({
    units: [unit],
    services: ['directory', 'exchange', 'onestop', 'reporting'],
    day: friday,
    time: '09:00',
  });
  await site.host({ directory, exchange: exchange.createApp, onestop, reporting: createApp });
  counter = createServiceClient(OneStopServiceService, endpointOf(site.config, 'onestop'));
  clerk = { authorization: `Bearer ${await site.personToken({ roles: ['clerk'], units: [unit] })}` };
}, 900_000);

afterAll(async () => {
  counter?.close();
  await site?.stop();
});

async function receive(procedureCode = funeral, channel: Channel = Channel.COUNTER): Promise<Dossier> {
  const dossierId = uuid();
  ids.push(dossierId);
  const applicant = { name: 'Nguyễn Thị Bưởi', identityNumber: '', phone: '0905123456', address: '' };
  const request = {
    dossierId,
    unit,
    procedureCode: procedureCode ?? '',
    channel,
    applicant,
    summary: '',
    components: [],
    sets: 0,
    owner: undefined,
    handedInAt: undefined,
  };
  const { dossier } = await counter.receiveDossier(request, clerk);
  if (!dossier) throw new Error('nothing was received');
  return dossier;
}

const command = ({ id, version }: Dossier) => ({
  dossierId: id,
  version,
  idempotencyKey: uuid(),
  note: '',
  reason: 'lý do',
});

async function moveTo(day: string, time: string): Promise<void> {
  await site.setClock(day, time);
  await eventually(async () => {
    const { now } = await counter.countDossiers({ unit }, clerk);
    return now !== undefined && Math.abs(now.getTime() - instantOf(day, time)) < 60_000;
  });
}

const dossiers = (): Promise<Dossier[]> =>
  Promise.all(
    ids.map(async (dossierId) => {
      const { dossier } = await counter.getDossier({ dossierId, code: '', unit }, clerk);
      if (!dossier) throw new Error('a dossier is gone');
      return dossier;
    }),
  );

/** Sum of an indicator over all days. */
function total(indicator: string, on?: string): number {
  return exchange
    .days()
    .filter((day) => on === undefined || day === on)
    .flatMap((day) => exchange.tally(day)?.counters ?? [])
    .filter((one) => one.indicator === indicator)
    .reduce((sum, one) => sum + one.value, 0);
}

/** The stock of pending dossiers by due day, from the flows of all days. */
function pending(): Record<string, number> {
  const stock: Record<string, number> = {};
  for (const { indicator, carriedBy, value } of exchange
    .days()
    .flatMap((day) => exchange.tally(day)?.counters ?? []))
    if (indicator === 'pending') stock[carriedBy] = (stock[carriedBy] ?? 0) + value;
  return Object.fromEntries(Object.entries(stock).filter(([, value]) => value !== 0));
}

describe('the numbers of the one-stop counter', () => {
  test('follow every way of a dossier: what is pending by due day is what its documents say', async () => {
    const [finished, suspended, resumed, withdrawn, corrected] = [
      await receive(funeral),
      await receive(funeral, Channel.ONLINE),
      await receive(maritalStatus),
      await receive(copies),
      await receive(maritalStatus),
    ];
    await receive(maritalStatus, Channel.POST);
    await counter.finishDossier(command(finished), clerk);
    await counter.requestSupplement(command(suspended), clerk);
    const { dossier: waiting } = await counter.requestSupplement(command(resumed), clerk);
    await counter.withdrawDossier(command(withdrawn), clerk);
    await moveTo(monday, '08:00');
    if (waiting) await counter.resumeDossier(command(waiting), clerk);
    await counter.correctDossier(
      { ...command(corrected), procedureCode: funeral ?? '', channel: Channel.UNSPECIFIED },
      clerk,
    );
    await eventually(async () => {
      const open: Record<string, number> = {};
      for (const { state, due } of await dossiers())
        if ([1, 2, 3].includes(state)) open[due?.day ?? ''] = (open[due?.day ?? ''] ?? 0) + 1;
      expect(pending()).toEqual(open);
      expect([total('received'), total('received', monday)]).toEqual([6, 0]);
      expect([total('finished_early'), total('withdrawn')]).toEqual([1, 1]);
      // The correction moved it to the other field.
      const ofField = (field: string): number =>
        (exchange.tally(friday)?.counters ?? [])
          .filter(
            (one) => one.indicator === 'received' && hasDimensions(one, [{ name: 'field', value: field }]),
          )
          .reduce((sum, one) => sum + one.value, 0);
      expect([ofField('social_protection'), ofField('civil_status'), ofField('authentication')]).toEqual([
        3, 2, 1,
      ]);
      return true;
    });
  });

  test('change on Friday when a dossier of Friday is voided on Monday', async () => {
    const [first] = await dossiers();
    if (!first) throw new Error('no dossier');
    const before = exchange.tally(friday)?.digest;
    await counter.voidDossier(command(first), clerk);
    await eventually(() => total('received', friday) === 5 && total('finished_early') === 0);
    expect(exchange.tally(friday)?.digest).not.toBe(before);
  });

  test('agree with the counter both ways, and are complete as of now', async () => {
    const reporting = site.as('exchange', ReportingServiceService, 'reporting');
    expect(
      await reporting.compareWithOwner({ channel: 'u2-tally-onestop', unit }, { onBehalfOf: operator }),
    ).toMatchObject({
      factsAdded: 0,
      factsRemoved: 0,
      talliesChanged: 0,
    });
    await eventually(() => {
      const told = exchange.progress.get(unit);
      return told?.reason === WatermarkReason.CURRENT && (told.asOf ?? 0) >= instantOf(monday, '08:00');
    });
  });
});

test('the owner’s database is set back under it: all is compared at once, and no number that it lost is called current', async () => {
  const received = () => total('received');
  const isCurrent = (count: number) =>
    eventually(() => received() === count && exchange.progress.get(unit)?.reason === WatermarkReason.CURRENT);
  const before = received();
  await receive();
  await isCurrent(before + 1);
  const mongo = await MongoClient.connect(site.config.database.uri);
  const database = mongo.db(`${site.config.database.prefix}_onestop`);
  const stores = ['dossiers', 'marks'].map((name) =>
    database.collection<{ _id: string; mark?: string }>(name),
  );
  const markOf = async () => (await stores[1]?.findOne())?.mark;
  const copies = await Promise.all(stores.map((one) => one.find().toArray()));
  const mark = await markOf();
  await receive();
  ids.pop();
  await isCurrent(before + 2);
  await eventually(async () => (await markOf()) !== mark);
  const told: [WatermarkReason | undefined, number][] = [];
  exchange.onReport = () => told.push([exchange.progress.get(unit)?.reason, received() - before]);
  for (const [at, one] of stores.entries()) {
    const copy = copies[at] ?? [];
    await one.deleteMany({ _id: { $nin: copy.map(({ _id }) => _id) } });
    for (const document of copy) await one.replaceOne({ _id: document._id }, document, { upsert: true });
  }
  await mongo.close();
  await isCurrent(before + 1);
  const comparing = told.findIndex(([reason]) => reason === WatermarkReason.COMPARING);
  expect(comparing).toBeGreaterThan(-1);
  expect(told.slice(comparing)).not.toContainEqual([WatermarkReason.CURRENT, 2]);
  const { units } = await site
    .as('exchange', ReportingServiceService, 'reporting')
    .listUndecided({}, { onBehalfOf: operator });
  expect(units).toMatchObject([{ unit, lostFacts: 1 }]);
});
