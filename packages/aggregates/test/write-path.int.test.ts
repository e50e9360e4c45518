import { Event } from '@lienthong/contracts/common/v1/event';
import { randomUUID } from 'node:crypto';
import {
  connectNats,
  createDatabases,
  createLogger,
  type Database,
  type Databases,
  machineClock,
  provisionSite,
  type SiteNats,
} from '@lienthong/runtime';
import {
  type DatabaseServer,
  eventually,
  freshDatabaseName,
  type NatsServer,
  startDatabase,
  startNats,
} from '@lienthong/testkit';
import { type AggregateDocument, createAggregateStore, createRelay, type StoredEvent } from '../src/index.ts';
import type { AggregateStore } from '../src/aggregate-store.ts';
import { RefusedWrite } from '../src/insert-batcher.ts';
import type { Relay } from '../src/relay.ts';
import { deadReason } from '@lienthong/domain';
import {
  createDeadLetters,
  createEventConsumer,
  type DeadLetters,
  done,
  type EventConsumer,
  type HandleBatch,
  reject,
  type IncomingEvent,
  retryLater,
} from '@lienthong/messaging';

interface Counted extends AggregateDocument {
  code: string;
  total: number;
}

const unknownField = deadReason('FIELD_UNKNOWN', { field: 'x' });
const durable = { name: 'reporting', filter: 'ev.onestop.dossier.>' };
const logger = createLogger('test', 's1', 'silent');
let natsServer: NatsServer;
let databaseServer: DatabaseServer;

beforeAll(async () => {
  [natsServer, databaseServer] = await Promise.all([
    startNats({
      config: 'accounts { SITE: { jetstream: enabled, users: [ { user: site, password: site } ] } }',
    }),
    startDatabase(),
  ]);
});
afterAll(async () => {
  await natsServer.stop();
  await databaseServer.stop();
});

/** A writing and a consuming service on real servers. */
class Harness {
  databases!: Databases;
  database!: Database;
  nats!: SiteNats;
  relay!: Relay<Counted>;
  store!: AggregateStore<Counted>;
  deadLetters!: DeadLetters;
  consumer: EventConsumer | undefined;
  /** The machine's clock as the relay sees it. */
  clock = { ahead: 0, now: () => Date.now() + this.clock.ahead };

  static async open(): Promise<Harness> {
    const one = new Harness();
    one.databases = createDatabases(databaseServer.uri, logger);
    one.database = await one.databases.open(freshDatabaseName());
    one.nats = await connectNats({ url: natsServer.url, user: 'site', password: 'site' }, 'test', logger);
    await provisionSite(one.nats.jsm, [durable]);
    await one.nats.jsm.streams.purge('EVENTS');
    one.deadLetters = await createDeadLetters(one.database.db, durable.name, machineClock);
    one.store = await createAggregateStore<Counted>(
      one.database.db,
      'counted',
      (written) => one.relay.offer(written),
      { v: 1 },
      machineClock,
    );
    await one.store.collection.createIndex({ code: 1 }, { unique: true });
    one.relay = createRelay<Counted>({
      name: 'test.counted',
      store: one.store,
      nats: one.nats,
      source: '/s1/test',
      toEnvelope: (document, event) =>
        Event.create({
          id: event.id,
          type: event.type,
          subject: document._id,
          unit: document.unit,
          time: new Date(event.at),
          version: event.version,
          data: Buffer.from(String(document.total)),
        }),
      instance: 'test-1',
      clock: one.clock,
      businessClock: one.clock,
      logger,
    });
    return one;
  }

  async consume(handle: HandleBatch, onPossibleLoss?: () => void): Promise<void> {
    this.consumer = createEventConsumer({
      nats: this.nats,
      durable,
      handle,
      deadLetters: this.deadLetters,
      remedies: {},
      logger,
      ...(onPossibleLoss === undefined ? {} : { onPossibleLoss }),
    });
    await this.consumer.start();
  }

  async stream(): Promise<number> {
    return (await this.nats.jsm.streams.info('EVENTS')).state.messages;
  }

  async close(): Promise<void> {
    await this.consumer?.stop();
    await this.relay.stop();
    await this.nats.close();
    await this.databases.close();
  }
}

const eventOf = (version: number, at = 1_000): StoredEvent => ({
  id: randomUUID(),
  type: 'onestop.dossier.received.v1',
  at,
  version,
  days: [],
});
const fresh = (code: string, at = 1_000): Counted => ({
  _id: randomUUID(),
  v: 1,
  version: 1,
  unit: '20116@0',
  code,
  total: 1,
  events: [eventOf(1, at)],
  published: 0,
  pending: true,
  pendingAt: at,
  touched: 0,
});

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.open();
});
afterEach(() => harness.close());

test('a write is published at once, marked, and the mark only rises', async () => {
  const document = fresh('a');
  await harness.store.insert(document);
  await eventually(async () => (await harness.store.find({ _id: document._id }))?.pending === false);
  expect(await harness.stream()).toBe(1);
  const stored = await harness.store.find({ _id: document._id });
  expect(stored).toMatchObject({ published: 1, version: 1, pendingAt: 0 });
});

test('inserts that come together are one write, and a double is refused to its own caller alone', async () => {
  const results = await Promise.allSettled([
    ...Array.from({ length: 50 }, (_, n) => harness.store.insert(fresh(`c${n}`))),
    harness.store.insert(fresh('c7')),
  ]);
  const refused = results.filter((one) => one.status === 'rejected');
  expect(refused.map(({ reason }) => reason instanceof RefusedWrite && reason.index)).toEqual(['code_1']);
  expect(await harness.store.collection.countDocuments({ unit: '20116@0' })).toBe(50);
});

test('an append is guarded by the version that was read', async () => {
  const document = fresh('a');
  await harness.store.insert(document);
  const [one, two] = await Promise.all([
    harness.store.append(document, [eventOf(2)], { total: 2 }),
    harness.store.append(document, [eventOf(2)], { total: 3 }),
  ]);
  expect([one, two].filter((result) => result === undefined)).toHaveLength(1);
  expect((await harness.store.find({ _id: document._id }))?.events).toHaveLength(2);
});

test('what a crash left between write and publish is found by the sweep', async () => {
  const left = fresh('left');
  await harness.store.collection.insertOne(left);
  expect(await harness.store.publishedTo('20116@0', 5_000)).toBe(999);
  harness.relay.start();
  await eventually(async () => (await harness.store.find({ _id: left._id }))?.pending === false);
  expect(await harness.stream()).toBe(1);
  expect(await harness.store.publishedTo('20116@0', 5_000)).toBe(4_999);
});

test('what a crash left between publish and mark goes again with the same id, and stands on the stream once', async () => {
  const document = fresh('twice');
  await harness.store.insert(document);
  await eventually(async () => (await harness.store.find({ _id: document._id }))?.pending === false);
  await harness.store.collection.updateOne(
    { _id: document._id },
    { $set: { published: 0, pending: true, pendingAt: 1_000 } },
  );
  harness.relay.start();
  await eventually(async () => (await harness.store.find({ _id: document._id }))?.pending === false);
  expect(await harness.stream()).toBe(1);
});

test('while a command runs, nothing later counts as published', async () => {
  await harness.store.trackInFlight(2_000, async () => {
    expect(await harness.store.publishedTo('20116@0', 5_000)).toBe(1_999);
  });
  expect(await harness.store.publishedTo('20116@0', 5_000)).toBe(4_999);
});

test('NATS away: the events stay and go when it is back', async () => {
  await natsServer.kill();
  const document = fresh('dark');
  await harness.store.insert(document);
  harness.relay.start();
  await eventually(() => harness.relay.failingSince() !== undefined);
  await natsServer.restart();
  await eventually(async () => (await harness.store.find({ _id: document._id }))?.pending === false, {
    timeoutMs: 30_000,
  });
});

test('NATS away while the machine’s clock is put back: the events go when it is back, not when the clock is there again', async () => {
  harness.clock.ahead = 86_400_000;
  await natsServer.kill();
  const document = fresh('dark');
  await harness.store.insert(document);
  harness.relay.start();
  await eventually(() => harness.relay.failingSince() !== undefined);
  harness.clock.ahead = 0;
  await natsServer.restart();
  await eventually(async () => (await harness.store.find({ _id: document._id }))?.pending === false, {
    timeoutMs: 30_000,
  });
});

test('a consumer that is stopped while it starts has stopped', async () => {
  await harness.consume(async (events) => events.map(() => done));
  await harness.consumer?.stop();
});

test('a stream that is gone is made anew, what it lost is doubted, and events flow again', async () => {
  const seen: string[] = [];
  let losses = 0;
  await harness.consume(
    async (events) => {
      seen.push(...events.map(({ subject }) => subject));
      return events.map(() => done);
    },
    () => (losses += 1),
  );
  const before = fresh('before');
  await harness.store.insert(before);
  await eventually(() => seen.includes(before._id));
  await harness.nats.jsm.streams.delete('EVENTS');
  harness.relay.start();
  const after = fresh('after');
  await harness.store.insert(after);
  await eventually(() => seen.includes(after._id), { timeoutMs: 45_000 });
  expect(losses).toBeGreaterThan(0);
});

test('a rejected event becomes a dead letter, the rest goes on, and the position says all is handled', async () => {
  const seen: IncomingEvent[] = [];
  await harness.consume(async (events) =>
    events.map((event) => {
      seen.push(event);
      return event.subject.startsWith('bad') ? reject(unknownField) : done;
    }),
  );
  const bad = { ...fresh('bad'), _id: `bad-${randomUUID()}` };
  await Promise.all([
    harness.store.insert(bad),
    ...['x', 'y', 'z'].map((code) => harness.store.insert(fresh(code))),
  ]);
  const letters = await eventually(async () => {
    const found = await harness.deadLetters.list(() => true);
    return found.length === 1 && found;
  });
  expect(letters[0]).toMatchObject({
    reason: unknownField,
    subject: bad._id,
    attempts: 1,
    unit: '20116@0',
  });
  expect(await harness.deadLetters.oldest('20116@0')).toBe(1_000);
  await eventually(() => seen.length === 4);
  const consumer = harness.consumer;
  const position = await consumer?.streamPosition();
  await eventually(async () => (await consumer?.handledTo()) === position);
  const letter = await harness.deadLetters.find(letters[0]?.id ?? '');
  expect(letter?.data.toString()).toBe('1');
});

test('invariant 9: dead letters of other units neither show nor push one’s own out of the list', async () => {
  const letterOf = (unit: string, id: string): IncomingEvent =>
    Event.create({
      id,
      type: 'onestop.dossier.received.v1',
      subject: id,
      unit,
      time: new Date(1_000),
      version: 1,
    });
  const others = Array.from({ length: 501 }, (_, index) => letterOf('20125@0', `a${index}`));
  await Promise.all(others.map((event) => harness.deadLetters.add(event, unknownField)));
  await harness.deadLetters.add(letterOf('20116@0', 'b'), unknownField);
  const seen = await harness.deadLetters.list((unit) => unit === '20116@0');
  expect(seen.map(({ eventId }) => eventId)).toEqual(['b']);
  const all = (await harness.deadLetters.list(() => true)).map(({ deadSince }) => deadSince.getTime());
  expect(all.length).toBeGreaterThanOrEqual(500);
  expect(all).toEqual(all.toSorted((a, b) => b - a));
  const before = new Date(all[250] ?? 0);
  const older = await harness.deadLetters.list(() => true, before);
  expect(older.every(({ deadSince }) => deadSince < before)).toBe(true);
});

test('a retry that fails late does not bring back a letter that another one has had used', async () => {
  const slow = Promise.withResolvers<void>();
  let tries = 0;
  await harness.consume(async (events) => {
    tries += 1;
    const isSlow = tries === 1;
    if (isSlow) await slow.promise;
    return events.map(() => (isSlow ? reject(unknownField) : done));
  });
  const id = randomUUID();
  const event = { id, type: 'onestop.dossier.received.v1', subject: id, unit: '20116@0', version: 1 };
  await harness.deadLetters.add(Event.create(event), unknownField);
  const retry = () => harness.consumer?.deadLetters.retry(id, () => true);
  const late = retry();
  await eventually(() => tries === 1);
  expect(await retry()).toBeUndefined();
  slow.resolve();
  expect(await late).toEqual(unknownField);
  expect(await harness.deadLetters.list(() => true)).toEqual([]);
});

test('an event that asks for a retry comes again, and holds nobody up', async () => {
  let tries = 0;
  const others: string[] = [];
  await harness.consume(async (events) =>
    events.map((event) => {
      if (!event.subject.startsWith('slow')) {
        others.push(event.subject);
        return done;
      }
      tries += 1;
      return tries < 3 ? retryLater(deadReason('NOT_YET')) : done;
    }),
  );
  await harness.store.insert({ ...fresh('slow'), _id: `slow-${randomUUID()}` });
  await harness.store.insert(fresh('quick'));
  await eventually(() => others.length === 1);
  await eventually(() => tries === 3);
});
