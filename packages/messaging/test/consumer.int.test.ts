import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Event } from '@lienthong/contracts/common/v1/event';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import { deadReason, Refusal } from '@lienthong/domain';
import {
  connectNats,
  createLogger,
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
import { type Db, MongoClient } from 'mongodb';
import {
  createDeadLetters,
  createEventConsumer,
  type DeadLetters,
  done,
  type EventConsumer,
  type HandleBatch,
  subjectOf,
  toMessage,
} from '../src/index.ts';

const durable = { name: 'reading-test', filter: 'ev.test.thing.>' };
const unit = '20116@0';
const everybody = () => true;
const logger = createLogger('test', 's1', 'silent');
const ofBroken = deadReason('UNEXPECTED_ERROR', { error: 'TypeError' });

let natsServer: NatsServer;
let databaseServer: DatabaseServer;
let client: MongoClient;
let nats: SiteNats;
let db: Db;
let deadLetters: DeadLetters;
let consumer: EventConsumer;
let metrics: string;
let stopTelemetry: () => Promise<void>;

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
  // The site's own client waits 30 s for a server that is away.
  client = await MongoClient.connect(databaseServer.uri, { serverSelectionTimeoutMS: 300 });
  nats = await connectNats({ url: natsServer.url, user: 'site', password: 'site' }, 'test', logger);
}, 900_000);
afterAll(async () => {
  await nats?.close();
  await client?.close();
  await stopTelemetry?.();
  await natsServer?.stop();
  await databaseServer?.stop();
});
beforeEach(async () => {
  db = client.db(freshDatabaseName('consumer'));
  await provisionSite(nats.jsm, [durable]);
  await nats.jsm.streams.purge('EVENTS');
  deadLetters = await createDeadLetters(db, durable.name, machineClock);
});
afterEach(() => consumer.stop());

async function consume(handle: HandleBatch): Promise<void> {
  consumer = createEventConsumer({
    nats,
    durable,
    handle,
    deadLetters,
    remedies: {},
    logger,
    batchesAtOnce: 2,
  });
  await consumer.start();
}

async function publish(subjects: readonly string[]): Promise<void> {
  for (const subject of subjects) {
    const type = 'test.thing.happened.v1';
    const event = Event.create({ id: randomUUID(), type, subject, unit, version: 1, time: new Date(1_000) });
    const { headers, body } = toMessage(event, '/s1/test');
    await nats.js.publish(subjectOf(event), body, { msgID: event.id, headers });
  }
}

const named = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${name}-${at}`);

async function handledAll(): Promise<void> {
  const position = await consumer.streamPosition();
  await eventually(async () => (await consumer.handledTo()) === position, { timeoutMs: 30_000 });
}

async function lettersOf(): Promise<string[]> {
  return (await deadLetters.list(everybody)).map(({ subject }) => subject).sort();
}

async function failingSeconds(): Promise<number> {
  const page = await (await fetch(`http://${metrics}/metrics`)).text();
  return Number(/^lienthong_consumer_failing_seconds\{[^}]*\} (\S+)/m.exec(page)?.[1]);
}

test('an event that the handler cannot bear is set aside alone, the rest of its batches is used, and nothing waits for it', async () => {
  const used = new Set<string>();
  const poison = new Set(['poison-0', 'poison-1']);
  await publish([...named('good', 60), 'poison-0', ...named('fine', 60), 'poison-1']);
  await consume(async (events) => {
    if (events.some(({ subject }) => poison.has(subject))) throw new TypeError('of undefined');
    for (const { subject } of events) used.add(subject);
    return events.map(() => done);
  });
  await handledAll();
  expect(used.size).toBe(120);
  expect(await lettersOf()).toEqual(['poison-0', 'poison-1']);
  const [letter] = await deadLetters.list(everybody);
  expect(letter?.reason).toEqual(ofBroken);
  expect(await consumer.deadLetters.retry(letter?.id ?? '', everybody)).toEqual(ofBroken);
  poison.clear();
  expect(await consumer.deadLetters.retry(letter?.id ?? '', everybody)).toBeUndefined();
  expect(await lettersOf()).toHaveLength(1);
});

test('while the database is away no event becomes a dead letter, the stall is shown, and all are used when it is back', async () => {
  const kept = db.collection<{ _id: string }>('kept');
  await publish(named('before', 1));
  await consume(async (events) => {
    for (const { id } of events) await kept.updateOne({ _id: id }, { $set: { _id: id } }, { upsert: true });
    return events.map(() => done);
  });
  await handledAll();
  expect(await failingSeconds()).toBe(0);
  await databaseServer.kill();
  await publish(named('dark', 20));
  // Far beyond the tries that an event has.
  await eventually(async () => (await failingSeconds()) > 6, { timeoutMs: 30_000 });
  await databaseServer.restart();
  await handledAll();
  expect(await lettersOf()).toEqual([]);
  expect(await kept.countDocuments()).toBe(21);
  expect(await failingSeconds()).toBe(0);
});

test('a service that does not answer makes no dead letter, and the operator who tries one again is told so', async () => {
  let isAway = true;
  let tries = 0;
  await publish(['asks']);
  await consume(async (events) => {
    tries += 1;
    if (isAway) throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'the service did not answer in time');
    return events.map(() => done);
  });
  await eventually(() => tries > 5, { timeoutMs: 30_000 });
  const id = randomUUID();
  const type = 'test.thing.happened.v1';
  await deadLetters.add(Event.create({ id, type, subject: 'old', unit, version: 1 }), ofBroken);
  await expect(consumer.deadLetters.retry(id, everybody)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
  expect(await lettersOf()).toEqual(['old']);
  isAway = false;
  await handledAll();
  expect(await lettersOf()).toEqual(['old']);
});

test('a fault that meets every event sets ten aside and no more: the rest waits, and is used when it is mended', async () => {
  let isBroken = true;
  let alone = 0;
  const used = new Set<string>();
  await publish(named('any', 40));
  await consume(async (events) => {
    if (events.length === 1) alone += 1;
    if (isBroken) throw new TypeError('of undefined');
    for (const { subject } of events) used.add(subject);
    return events.map(() => done);
  });
  await eventually(() => alone > 60, { timeoutMs: 30_000 });
  expect(await lettersOf()).toHaveLength(10);
  expect(await failingSeconds()).toBeGreaterThan(0);
  isBroken = false;
  await handledAll();
  expect(used.size).toBe(30);
  expect(await lettersOf()).toHaveLength(10);
});
