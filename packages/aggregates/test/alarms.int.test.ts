import { randomUUID } from 'node:crypto';
import { Event } from '@lienthong/contracts/common/v1/event';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import { createDeadLetters, createEventConsumer, type EventConsumer, reject } from '@lienthong/messaging';
import {
  connectNats,
  createDatabases,
  createLogger,
  eventStream,
  type Database,
  type Databases,
  machineClock,
  provisionSite,
  type SiteNats,
  startTelemetry,
} from '@lienthong/runtime';
import {
  type DatabaseServer,
  eventually,
  freshDatabaseName,
  type NatsServer,
  startDatabase,
  startNats,
} from '@lienthong/testkit';
import type { AggregateStore } from '../src/aggregate-store.ts';
import { type AggregateDocument, createAggregateStore, createRelay } from '../src/index.ts';
import type { Relay } from '../src/relay.ts';
import { deadReason } from '@lienthong/domain';

const durable = { name: 'reporting', filter: 'ev.onestop.dossier.>' };
const logger = createLogger('test', 's1', 'silent');
const unit = '20116@0';
let natsServer: NatsServer;
let databaseServer: DatabaseServer;
let databases: Databases | undefined;
let database: Database;
let nats: SiteNats;
let store: AggregateStore<AggregateDocument>;
let relay: Relay<AggregateDocument>;
let consumer: EventConsumer;
let stopTelemetry: () => Promise<void>;
let metrics = '';

beforeAll(async () => {
  [natsServer, databaseServer] = await Promise.all([
    startNats({
      config: 'accounts { SITE: { jetstream: enabled, users: [ { user: site, password: site } ] } }',
    }),
    startDatabase(),
  ]);
  metrics = `127.0.0.1:${await findFreePort()}`;
  stopTelemetry = startTelemetry(
    { site: 's1', telemetry: { metrics, sampling: 1, logLevel: 'error' } },
    'test',
  );
  databases = createDatabases(databaseServer.uri, logger);
  database = await databases.open(freshDatabaseName());
  nats = await connectNats({ url: natsServer.url, user: 'site', password: 'site' }, 'test', logger);
  await provisionSite(nats.jsm, [durable]);
});
afterAll(async () => {
  await consumer?.stop();
  await relay?.stop();
  await nats?.close();
  await databases?.close();
  await stopTelemetry?.();
  await natsServer?.stop();
  await databaseServer?.stop();
});

/** The value of a metric as an operator's alarm reads it, of all series or of those with a label; undefined: it is not there. */
async function read(name: string, label = ''): Promise<number | undefined> {
  const page = await (await fetch(`http://${metrics}/metrics`)).text();
  const value = new RegExp(`^${name}\\{[^}]*${label}[^}]*\\} (\\S+)`, 'm').exec(page)?.[1];
  return value === undefined ? undefined : Number(value);
}

const makeRelay = (name: string, of = store): Relay<AggregateDocument> =>
  createRelay({
    name,
    store: of,
    nats,
    source: '/s1/test',
    toEnvelope: (document, event) =>
      Event.create({
        id: event.id,
        type: event.type,
        subject: document._id,
        unit: document.unit,
        time: new Date(event.at),
        version: event.version,
        data: Buffer.from('x'),
      }),
    instance: 'test-1',
    clock: machineClock,
    businessClock: machineClock,
    logger,
  });

test('an alarm sees dead letters, what waits, how full the stream is and how old its newest event', async () => {
  store = await createAggregateStore<AggregateDocument>(
    database.db,
    'counted',
    (written) => relay.offer(written),
    { v: 1 },
    machineClock,
  );
  relay = makeRelay('test.counted');
  consumer = createEventConsumer({
    nats,
    durable,
    handle: async (events) => events.map(() => reject(deadReason('FIELD_UNKNOWN'))),
    deadLetters: await createDeadLetters(database.db, durable.name, machineClock),
    remedies: {},
    logger,
  });
  await consumer.start();
  expect(await read('lienthong_dead_letters')).toBe(0);
  const event = { id: randomUUID(), type: 'onestop.dossier.received.v1', at: 1_000, version: 1, days: [] };
  const pending = { published: 0, pending: true, pendingAt: 1_000, touched: 0 };
  await store.insert({ _id: randomUUID(), v: 1, version: 1, unit, events: [event], ...pending });

  await eventually(async () => (await read('lienthong_dead_letters')) === 1);
  expect(await read('lienthong_dead_letters_oldest_age_seconds')).toBeLessThan(60);
  expect(await read('lienthong_stream_fill')).toBeGreaterThan(0);
  expect(await read('lienthong_stream_last_event_age_seconds')).toBeLessThan(60);
  await eventually(async () => (await read('lienthong_consumer_pending')) === 0);
  expect(await read('lienthong_consumer_ack_pending_share')).toBeLessThan(1);
  expect(await read('lienthong_relay_failing_seconds')).toBe(0);
  expect(await read('lienthong_stream_answers')).toBe(1);
});

test('while the server is away an alarm is told so, and that the relay fails, of which aggregate', async () => {
  const quiet = makeRelay('test.quiet');
  await natsServer.kill();
  relay.offer({
    _id: 'dark',
    v: 1,
    version: 1,
    unit,
    events: [{ id: randomUUID(), type: 'onestop.dossier.received.v1', at: 1_000, version: 1, days: [] }],
    published: 0,
    pending: true,
    pendingAt: 1_000,
    touched: 0,
  });
  await eventually(async () => (await read('lienthong_relay_failures_total')) === 1);
  const failing = 'lienthong_relay_failing_seconds';
  await eventually(async () => Number(await read(failing, 'aggregate="test.counted"')) > 0);
  expect(await read(failing, 'aggregate="test.quiet"')).toBe(0);
  await quiet.stop();
  expect(await read('lienthong_stream_answers')).toBe(0);
  expect(await read('lienthong_dead_letters')).toBe(1);
  await natsServer.restart();
  await eventually(async () => (await read('lienthong_stream_answers')) === 1, { timeoutMs: 30_000 });
});

test.each([
  { reason: 'EVENT_TOO_LARGE', config: { max_msg_size: 20 }, others: 0 },
  { reason: 'STREAM_REFUSES', config: { subjects: ['ev.onestop.>', 'ev.test.>'] }, others: 1 },
])(
  'an alarm sees that the stream is away also where nothing waits but what is held back: $reason',
  async ({ reason, config, others }) => {
    const waiting = { v: 1, version: 1, unit, published: 0, pending: true, pendingAt: 1_000, touched: 0 };
    const make = (type: string): AggregateDocument => ({
      ...waiting,
      _id: randomUUID(),
      events: [{ id: randomUUID(), type, at: 1_000, version: 1, days: [] }],
    });
    const own = await createAggregateStore<AggregateDocument>(
      database.db,
      `held_${others}`,
      () => undefined,
      { v: 1 },
      machineClock,
    );
    const holding = makeRelay(`test.held_${others}`, own);
    const failing = () => read('lienthong_relay_failing_seconds', `aggregate="test.held_${others}"`);
    const { config: before } = await nats.jsm.streams.info(eventStream);
    await nats.jsm.streams.update(eventStream, { ...before, ...config });
    const held = make('other.sheet.opened.v1');
    await own.collection.insertOne(held);
    const retry = () => holding.unpublished.retry(held._id, () => true);
    const letters = await eventually(async () => {
      holding.offer(held);
      for (let other = 0; other < others; other += 1) holding.offer(make('test.sheet.opened.v1'));
      const found = await holding.unpublished.list(() => true);
      return found.length > 0 && found;
    });
    expect(letters).toMatchObject([{ id: held._id, reason: { code: reason } }]);
    await retry();
    expect(await failing()).toBe(0);

    await natsServer.kill();
    await retry();
    await eventually(async () => Number(await failing()) > 0);
    await natsServer.restart();
    await eventually(async () => (await retry()) && (await failing()) === 0);
    await nats.jsm.streams.update(eventStream, before);
    expect(await retry()).toBeUndefined();
    await holding.stop();
  },
);

test('what a crash left waits as well, as the database has it; while that is away the figure is unknown, and takes no other one along', async () => {
  const hourAgo = Date.now() - 3_600_000;
  await store.collection.insertMany(
    Array.from({ length: 300 }, () => ({
      _id: randomUUID(),
      v: 1,
      version: 1,
      unit,
      events: [],
      published: 0,
      pending: true,
      pendingAt: hourAgo,
      touched: 0,
    })),
  );
  const ours = 'aggregate="test.counted"';
  expect(await read('lienthong_relay_waiting', ours)).toBe(300);
  expect(Math.round(Number(await read('lienthong_relay_oldest_age_seconds', ours)) / 60)).toBe(60);
  await databaseServer.kill();
  try {
    const began = performance.now();
    expect(await read('lienthong_relay_waiting', ours)).toBeNaN();
    expect(await read('lienthong_relay_failing_seconds', ours)).toBeDefined();
    // A scrape ends after ten seconds.
    expect((performance.now() - began) / 2).toBeLessThan(8_000);
  } finally {
    await databaseServer.restart();
  }
  await eventually(async () => (await read('lienthong_relay_waiting', ours)) === 300, { timeoutMs: 60_000 });
});
