import { Event } from '@lienthong/contracts/common/v1/event';
import { digestOf, instantOf } from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import { createLogger, eventStream } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { ownedEvents } from '../src/index.ts';
import { detectRestore } from '../src/restore-check.ts';
import {
  clerk,
  counting,
  countOne,
  type Desk,
  openDesk,
  otherUnit,
  type SheetEvent,
  type Sheets,
  unit,
} from './support/tally-sheets.ts';

let desk: Desk;
let sheets: Sheets;
beforeAll(async () => {
  desk = await openDesk();
  ({ sheets } = desk);
}, 900_000);
afterAll(() => desk?.stop());
beforeEach(async () => {
  desk.clock.at = instantOf('2025-06-30', '09:00');
  await sheets.store.collection.deleteMany({});
});

const published = (): Promise<unknown> =>
  eventually(async () => (await sheets.store.collection.countDocuments({ pending: true })) === 0);

describe('events', () => {
  const readAll = async (units = [unit, otherUnit], days: string[] = []): Promise<EventEnvelope[]> => {
    const read: EventEnvelope[] = [];
    for await (const events of sheets.readEvents(units, days)) {
      expect(events.length).toBeLessThanOrEqual(400);
      read.push(...events);
    }
    return read;
  };

  test('are read by whole aggregates, page by page, of one unit or of all, or of some days', async () => {
    const opened = await Promise.all(
      Array.from({ length: 450 }, (_, index) => desk.open(index, index % 10 === 0 ? otherUnit : unit)),
    );
    desk.clock.at = instantOf('2025-07-01', '09:00');
    const counted = opened.filter((_sheet, index) => index % 10 === 1);
    await Promise.all(counted.map((sheet) => sheets.execute(counting(sheet), clerk, countOne)));

    const all = await readAll();
    expect(all.map(({ subject, version }) => `${subject} ${version}`)).toEqual(
      [...opened.map(({ _id }) => `${_id} 1`), ...counted.map(({ _id }) => `${_id} 2`)].sort(),
    );
    expect(await readAll([otherUnit])).toHaveLength(45);
    const second = await readAll(undefined, ['2025-07-01', '2025-07-02']);
    expect(second.map(({ subject }) => subject)).toEqual(counted.map(({ _id }) => _id).sort());

    const owned = ownedEvents([sheets], () => [unit, otherUnit]);
    const days = [];
    for await (const page of owned.summarise(unit)) days.push(...page.days);
    const first = all.filter((event) => event.unit === unit && event.version === 1);
    expect(days).toEqual([
      { day: '2025-06-30', events: 405, digest: digestOf(first.map(({ id }) => id)) },
      { day: '2025-07-01', events: 45, digest: digestOf(second.map(({ id }) => id)) },
    ]);
  });

  test('are asked for by the very days of their facts and cancels, whatever the rules make of a movement', async () => {
    const days = ['2025-06-28', '2025-06-27', '2025-06-28'];
    const counted = (change: object) => (): SheetEvent[] => [
      { kind: 'counted', at: desk.clock.at, by: 1, ...change },
    ];
    let sheet = await desk.open();
    for (const change of [
      { movements: days.map((day) => ({ day })) },
      {},
      {
        cancels: [{ eventId: sheet.events[0]?.id ?? '', day: '2025-06-26' }],
        movements: [{ day: '2025-07-01' }],
      },
    ])
      sheet = await sheets.execute(counting(sheet), clerk, counted(change));
    const touched = new Map<string, number>();
    for (const { facts, cancels } of await readAll())
      for (const day of new Set([...facts, ...cancels].map((one) => one.day)))
        touched.set(day, (touched.get(day) ?? 0) + 1);
    const told = new Map([...(await sheets.summariseEvents(unit))].map(([day, { events }]) => [day, events]));
    expect(told).toEqual(touched);
    expect([...told.keys()].sort()).toEqual([
      '2025-06-26',
      '2025-06-27',
      '2025-06-28',
      '2025-06-30',
      '2025-07-01',
    ]);
    for (const day of told.keys()) expect(await readAll(undefined, [day])).toHaveLength(told.get(day) ?? 0);
  });

  test('a version that old consumers cannot read stands beside the one before', async () => {
    const next = await desk.again({ types: { opened: 'opened.v1', counted: 'counted.v2' } });
    const sheet = await sheets.execute(counting(await desk.open()), clerk, countOne);
    const { events } = await next.execute(counting(sheet), clerk, countOne);
    const types = ['test.sheet.opened.v1', 'test.sheet.counted.v1', 'test.sheet.counted.v2'];
    expect(events.map(({ type }) => type)).toEqual(types);
    expect((await readAll()).map(({ type }) => type)).toEqual(types);
    await published();
    for (const type of types) {
      const found = { last_by_subj: `ev.${type}.${unit}` };
      const message = await desk.nats.jsm.streams.getMessage(eventStream, found);
      expect(Event.decode(message?.data ?? Buffer.alloc(0)).type).toBe(type);
    }
    await next.stop();
  });

  test('that the stream knows and the database lost are told once for each unit, and again after a crash within the telling', async () => {
    const told: string[] = [];
    const checked = {
      collection: sheets.store.collection,
      name: 'test.sheet',
      nats: desk.nats,
      logger: createLogger('test', 's1', 'silent'),
    };
    const check = (restored?: () => Promise<void>): Promise<void> =>
      detectRestore(checked, [unit, otherUnit], async (of, lost) => {
        told.push(...lost.map(({ type, data }) => `${of} ${type} ${data.toString()}`));
        await restored?.();
      });
    await desk.open(1);
    await desk.open(2, otherUnit);
    await published();
    // Other tests have thrown away what they published.
    await check();
    told.splice(0);

    const lost = await desk.open(3);
    await desk.open(4);
    await published();
    await sheets.store.collection.deleteOne({ _id: lost._id });
    const crash = check(() => Promise.reject(new Error('killed')));
    await expect(crash).rejects.toThrow('killed');
    expect(told.splice(0)).toEqual([`${unit} test.sheet.opened.v1 3`]);
    await check();
    expect(told.splice(0)).toEqual([`${unit} test.sheet.opened.v1 3`]);
    await desk.open(5);
    await published();
    await check();
    expect(told).toEqual([]);
  });
});
