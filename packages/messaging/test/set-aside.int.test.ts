import { deadReason } from '@lienthong/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createLogger, machineClock } from '@lienthong/runtime';
import { type DatabaseServer, freshDatabaseName, startDatabase } from '@lienthong/testkit';
import { type Db, MongoClient } from 'mongodb';
import {
  type ChoosingStore,
  createSetAside,
  type RecordChange,
  recordName,
  type SetAside,
} from '../src/index.ts';

const unit = '20116@0';
const channel = 'u2-tally-onestop';
const source = { unit, channel };
const logger = createLogger('test', 'test', 'silent');

let server: DatabaseServer;
let client: MongoClient;
let db: Db;

beforeAll(async () => {
  server = await startDatabase();
  client = await MongoClient.connect(server.uri);
}, 900_000);
afterAll(async () => {
  await client?.close();
  await server?.stop();
});
beforeEach(() => {
  db = client.db(freshDatabaseName('set_aside'));
});

const change = (id: string, rev: number, value: string): RecordChange => ({
  key: { ...source, id },
  stamp: { rev, tag: String(rev).padStart(16, '0') },
  value: Buffer.from(value),
  tombstone: false,
  broke: 0,
  lifted: 0,
  spans: [],
});

/** Stores what begins with "good"; what it understands may grow, as with a new release. */
function createPickyStore() {
  const held = new Map<string, RecordChange>();
  const understood = ['good'];
  const store: ChoosingStore = {
    sources: () => [...held.values()].map(({ key }) => key),
    async *heldStamps() {
      for (const { key, stamp } of held.values()) yield { key, stamp };
    },
    find: async (keys) => keys.map((key) => held.get(recordName(key))?.stamp),
    async apply(changes) {
      const isGood = ({ value }: RecordChange) =>
        understood.some((word) => Buffer.from(value).toString().startsWith(word));
      for (const one of changes.filter(isGood)) held.set(recordName(one.key), one);
      return changes
        .filter((one) => !isGood(one))
        .map((one) => ({ change: one, reason: deadReason('NOT_GOOD') }));
    },
  };
  return { store, held, understood };
}

const open = (store: ChoosingStore, consumer = 'test'): Promise<SetAside> =>
  createSetAside({ db, consumer, store, remedies: {}, clock: machineClock, logger });

const everybody = (): boolean => true;

async function heldStamps({ records }: SetAside): Promise<string[]> {
  const found: string[] = [];
  for await (const { key, stamp } of records.heldStamps(source)) found.push(`${key.id}:${stamp.rev}`);
  return found.sort();
}

test('C4: one record that cannot be used holds up no other, and its stamp counts as held, also after a restart', async () => {
  const { store, held } = createPickyStore();
  await (await open(store)).records.apply([change('a', 1, 'good'), change('b', 4, 'poison')]);
  expect([...held.keys()]).toEqual([recordName({ ...source, id: 'a' })]);
  const again = await open(store);
  expect(await heldStamps(again)).toEqual(['a:1', 'b:4']);
  expect(await again.records.find([change('b', 4, '').key, change('c', 1, '').key])).toEqual([
    change('b', 4, '').stamp,
    undefined,
  ]);
  const sources: unknown[] = [];
  for await (const one of again.records.sources()) sources.push(one);
  expect(sources).toContainEqual(source);
  expect(again.has(source)).toBe(true);
  expect(again.has({ ...source, channel: 'u2-tally-documents' })).toBe(false);
});

test('C4: a good successor takes its place and the dead letter is gone; a bad one replaces it', async () => {
  const { store, held } = createPickyStore();
  const aside = await open(store);
  await aside.records.apply([change('a', 1, 'good'), change('b', 1, 'good')]);
  await aside.records.apply([change('a', 2, 'poison'), change('b', 2, 'poison')]);
  await aside.records.apply([change('a', 3, 'good again'), change('b', 3, 'worse poison')]);
  expect(Buffer.from(held.get(recordName({ ...source, id: 'a' }))?.value ?? []).toString()).toBe(
    'good again',
  );
  expect(await heldStamps(aside)).toEqual(['a:3', 'b:3']);
  const letters = await aside.list(everybody);
  expect(
    letters.map(({ subject, eventId, reason, attempts }) => [subject, eventId, reason, attempts]),
  ).toEqual([['b', `3:${String(3).padStart(16, '0')}`, deadReason('NOT_GOOD'), 2]]);
});

test('C4: a value that takes the place of a file has nothing of the file any more', async () => {
  const { store, held, understood } = createPickyStore();
  const aside = await open(store);
  const content = { hash: 'a'.repeat(64), size: 9, type: 'application/pdf' };
  await aside.records.apply([{ ...change('a', 1, ''), content }]);
  await aside.records.apply([change('a', 2, 'of a later release')]);
  understood.push('of a later release');
  await aside.retryAll();
  expect(held.get(recordName({ ...source, id: 'a' }))).toEqual(change('a', 2, 'of a later release'));
});

test('C4: a dead letter is tried again by whoever may, and by each start; what is used then is gone', async () => {
  const { store, held, understood } = createPickyStore();
  const aside = await open(store);
  await aside.records.apply([change('a', 1, 'newer'), change('b', 1, 'newest')]);
  const first = (await aside.list(everybody)).find(({ subject }) => subject === 'a');
  await expect(aside.retry(first?.id ?? '', () => false)).rejects.toMatchObject({
    code: 'DEAD_LETTER_UNKNOWN',
  });
  expect(await aside.list(() => false)).toEqual([]);
  expect(await aside.retry(first?.id ?? '', everybody)).toEqual(deadReason('NOT_GOOD'));
  understood.push('newer');
  expect(await aside.retry(first?.id ?? '', everybody)).toBeUndefined();
  expect(held.size).toBe(1);
  understood.push('newest');
  const after = await open(store);
  await after.retryAll();
  expect([after.has(source), await after.list(everybody), held.size]).toEqual([false, [], 2]);
});

test('C4: a record tried again is never stored after its successor', async () => {
  const { store, held, understood } = createPickyStore();
  const aside = await open(store);
  await aside.records.apply([change('a', 1, 'newer')]);
  understood.push('newer');
  const successor = aside.records.apply([change('a', 2, 'good')]);
  await expect(aside.retry(recordName({ ...source, id: 'a' }), everybody)).rejects.toMatchObject({
    code: 'DEAD_LETTER_UNKNOWN',
  });
  await successor;
  expect(held.get(recordName({ ...source, id: 'a' }))?.stamp.rev).toBe(2);
});

test('C4: of two consumers of one service each keeps, lists, tries and releases its own, of the same record too', async () => {
  const [one, other] = [createPickyStore(), createPickyStore()];
  const first = await open(one.store, 'first');
  const second = await open(other.store, 'second');
  await first.records.apply([change('a', 1, 'newer'), change('b', 1, 'newer')]);
  expect([await second.list(everybody), second.has(source), await heldStamps(second)]).toEqual([
    [],
    false,
    [],
  ]);
  await expect(second.retry(recordName({ ...source, id: 'a' }), everybody)).rejects.toMatchObject({
    code: 'DEAD_LETTER_UNKNOWN',
  });
  await second.records.apply([change('a', 2, 'newest')]);
  const stampsOf = async (aside: SetAside) =>
    (await aside.list(everybody)).map(({ subject, eventId }) => `${subject}:${eventId.split(':')[0]}`).sort();
  expect([await stampsOf(first), await stampsOf(second)]).toEqual([['a:1', 'b:1'], ['a:2']]);
  one.understood.push('newer');
  await first.retryAll();
  expect([await stampsOf(first), await stampsOf(second)]).toEqual([[], ['a:2']]);
  // As each starts anew.
  const again = await Promise.all([open(one.store, 'first'), open(other.store, 'second')]);
  expect(again.map((aside) => aside.has(source))).toEqual([false, true]);
});
