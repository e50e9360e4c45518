import { afterEach, expect, jest, test } from '@jest/globals';
import {
  type WatchRecordsRequest,
  type WatchRecordsResponse,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import { createLogger } from '@lienthong/runtime';
import { createRecordConsumer, type RecordConsumer } from './exchange-consumer.ts';
import { consumerEntryHash, hashBytes, recordName, type Stamp } from './record-hash.ts';
import type { RecordChange } from './record-store.ts';

const silent = createLogger('test', 'test', 'fatal');
const key = (id: string) => ({ channel: 'u2-tally-onestop', unit: '20116@0', id });
const stamp = (rev: number): Stamp => ({ rev, tag: rev.toString(16).padStart(16, '0') });
const change = (id: string, rev: number): WatchRecordsResponse['changes'][number] => ({
  key: key(id),
  stamp: { rev, tag: Buffer.from(stamp(rev).tag, 'hex') },
  value: Buffer.from(`${id} ${rev}`),
  tombstone: false,
  broke: 0,
  lifted: 0,
  spans: [],
  content: undefined,
});

/** One side of a stream under the test's control. */
function createStream() {
  const said: NonNullable<WatchRecordsRequest['message']>[] = [];
  const waiting: (WatchRecordsResponse | Error | undefined)[] = [];
  let wake: (() => void) | undefined;
  const watchers: (() => void)[] = [];
  const push = (one: WatchRecordsResponse | Error | undefined): void => {
    waiting.push(one);
    wake?.();
  };
  return {
    said,
    send: (part: Partial<WatchRecordsResponse>): void =>
      push({ changes: [], watermarks: [], listUnits: [], ...part }),
    end: () => push(undefined),
    /** Resolves when the consumer has said something for which this holds. */
    until: (holds: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (holds()) resolve();
        };
        watchers.push(look);
        look();
      }),
    duplex: {
      write({ message }: WatchRecordsRequest) {
        if (message) said.push(message);
        for (const look of watchers) look();
      },
      end: () => undefined,
      async *[Symbol.asyncIterator]() {
        for (;;) {
          while (waiting.length === 0)
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          const next = waiting.shift();
          if (next === undefined) return;
          if (next instanceof Error) throw next;
          yield next;
        }
      },
    },
  };
}

function createStore() {
  const held = new Map<string, { key: RecordChange['key']; stamp: Stamp }>();
  const batches: string[][] = [];
  const gate = { failures: 0, wait: undefined as Promise<void> | undefined };
  return {
    held,
    batches,
    gate,
    *sources() {
      for (const { key: of } of held.values()) yield of;
    },
    async *heldStamps(of: { unit: string; channel: string }) {
      for (const one of held.values())
        if (one.key.unit === of.unit && one.key.channel === of.channel) yield one;
    },
    find: async (keys: readonly RecordChange['key'][]) => keys.map((one) => held.get(recordName(one))?.stamp),
    async apply(changes: RecordChange[]) {
      await gate.wait;
      if (gate.failures > 0) {
        gate.failures -= 1;
        throw new Error('the store is away');
      }
      batches.push(changes.map((one) => `${one.key.id}:${one.stamp.rev}`));
      for (const one of changes) held.set(recordName(one.key), { key: one.key, stamp: one.stamp });
    },
  };
}

let consumer: RecordConsumer | undefined;
const streams: ReturnType<typeof createStream>[] = [];
afterEach(async () => {
  jest.useRealTimers();
  const stopped = consumer?.stop();
  for (const stream of streams.splice(0)) stream.end();
  await stopped;
});

function start(store: ReturnType<typeof createStore>, onWatermarks?: (units: string[]) => void) {
  const opened: ReturnType<typeof createStream>[] = [];
  let arrived: (() => void) | undefined;
  consumer = createRecordConsumer({
    client: {
      watchRecords: async () => {
        const stream = createStream();
        opened.push(stream);
        streams.push(stream);
        arrived?.();
        return stream.duplex;
      },
    },
    consumer: 'operations',
    channels: ['u2-tally-onestop'],
    store,
    ...(onWatermarks ? { onWatermarks: (list) => onWatermarks(list.map(({ unit }) => unit)) } : {}),
    logger: silent,
  });
  consumer.start();
  return async (index: number) => {
    while (opened.length <= index)
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    return opened[index] as ReturnType<typeof createStream>;
  };
}

const answers = (stream: ReturnType<typeof createStream>): string[] =>
  stream.said.flatMap((message) =>
    message.$case === 'held' ? message.value.entries.map((one) => `${one.key?.id}:${one.stamp?.rev}`) : [],
  );

test('subscribes, says the sums over its store, and answers each change with the stamp that it then holds', async () => {
  const store = createStore();
  store.held.set(recordName(key('a')), { key: key('a'), stamp: stamp(1) });
  const stream = await start(store)(0);
  stream.send({ changes: [change('b', 4)] });
  await stream.until(
    () => answers(stream).includes('b:4') && stream.said.some((one) => one.$case === 'sums'),
  );
  expect(stream.said[0]).toMatchObject({ $case: 'subscribe', value: { consumer: 'operations' } });
  expect(store.held.get(recordName(key('b')))?.stamp).toEqual(stamp(4));
});

test('the sums are XORs of the entry hashes, by unit and channel', async () => {
  const store = createStore();
  for (const id of ['a', 'b']) store.held.set(recordName(key(id)), { key: key(id), stamp: stamp(1) });
  const stream = await start(store)(0);
  await stream.until(() => stream.said.some((one) => one.$case === 'sums'));
  const xor = hashBytes(
    consumerEntryHash('operations', key('a'), stamp(1)) ^ consumerEntryHash('operations', key('b'), stamp(1)),
  );
  expect(stream.said.find((one) => one.$case === 'sums')).toEqual({
    $case: 'sums',
    value: { sums: [{ name: '20116@0/u2-tally-onestop/', xor, count: 2 }] },
  });
});

test('confirmed implies written: no answer before the store has it', async () => {
  const store = createStore();
  let release: (() => void) | undefined;
  store.gate.wait = new Promise((resolve) => {
    release = resolve;
  });
  const stream = await start(store)(0);
  stream.send({ changes: [change('a', 1)] });
  stream.send({ changes: [change('a', 2), change('b', 1)] });
  stream.send({ changes: [change('a', 3)] });
  await new Promise((resolve) => setImmediate(resolve));
  expect(answers(stream)).toEqual([]);
  release?.();
  await stream.until(() => answers(stream).includes('a:3'));
  expect(store.batches.flat().at(-1)).toBe('a:3');
  expect(store.batches.flat()).not.toContain('a:2');
});

test('replaces on any difference of stamp, also by a lower revision', async () => {
  const store = createStore();
  store.held.set(recordName(key('a')), { key: key('a'), stamp: stamp(9) });
  const stream = await start(store)(0);
  stream.send({ changes: [change('a', 2)] });
  await stream.until(() => answers(stream).includes('a:2'));
  expect(store.held.get(recordName(key('a')))?.stamp).toEqual(stamp(2));
});

test('a unit whose sums differ is listed in full', async () => {
  const store = createStore();
  store.held.set(recordName(key('a')), { key: key('a'), stamp: stamp(1) });
  const stream = await start(store)(0);
  stream.send({ listUnits: ['20116@0/u2-tally-onestop/', '20125@0/u2-tally-onestop/'] });
  await stream.until(
    () => stream.said.filter((one) => one.$case === 'held' && one.value.full !== '').length === 2,
  );
  const full = stream.said.flatMap((one) =>
    one.$case === 'held' && one.value.full !== '' ? [[one.value.full, one.value.entries.length]] : [],
  );
  expect(full).toEqual([
    ['20116@0/u2-tally-onestop/', 1],
    ['20125@0/u2-tally-onestop/', 0],
  ]);
});

const sumsSaid = (stream: ReturnType<typeof createStream>) =>
  stream.said.flatMap((one) => (one.$case === 'sums' ? [one.value.sums] : []));

test('E sums: they are counted from the store once and kept with every change, so that a new connection reads nothing', async () => {
  const store = createStore();
  for (const id of ['a', 'b']) store.held.set(recordName(key(id)), { key: key(id), stamp: stamp(1) });
  let reads = 0;
  const counted = {
    ...store,
    heldStamps(of: { unit: string; channel: string }) {
      reads += 1;
      return store.heldStamps(of);
    },
  };
  const open = start(counted);
  const first = await open(0);
  await first.until(() => sumsSaid(first).length === 1);
  expect(reads).toBe(1);
  first.send({ changes: [change('b', 7), change('c', 3)] });
  first.send({ changes: [change('c', 5)] });
  await first.until(() => answers(first).includes('c:5'));
  first.end();
  const second = await open(1);
  await second.until(() => sumsSaid(second).length === 1);
  const hash = (id: string, rev: number) => consumerEntryHash('operations', key(id), stamp(rev));
  const xor = hashBytes(hash('a', 1) ^ hash('b', 7) ^ hash('c', 5));
  expect(sumsSaid(second)[0]).toEqual([{ name: '20116@0/u2-tally-onestop/', xor, count: 3 }]);
  expect(reads).toBe(1);
});

test('E sums: what became of a write that failed is not known, so its source is counted from the store again', async () => {
  const store = createStore();
  store.gate.failures = 1;
  const open = start(store);
  const first = await open(0);
  first.send({ changes: [change('a', 1)] });
  // It was written all the same, as after a lost answer.
  store.held.set(recordName(key('a')), { key: key('a'), stamp: stamp(1) });
  first.end();
  const second = await open(1);
  await second.until(() => sumsSaid(second).length === 1);
  const xor = hashBytes(consumerEntryHash('operations', key('a'), stamp(1)));
  expect(sumsSaid(second)[0]).toEqual([{ name: '20116@0/u2-tally-onestop/', xor, count: 1 }]);
});

test('E sums: a long list goes in ranges that leave no gap, in order, and together are all', async () => {
  const store = createStore();
  const ids = Array.from({ length: 2_500 }, (_, at) => `d${(at * 7919) % 2_500}`);
  for (const id of ids) store.held.set(recordName(key(id)), { key: key(id), stamp: stamp(1) });
  const stream = await start(store)(0);
  stream.send({ listUnits: ['20116@0/u2-tally-onestop/'] });
  const lists = () =>
    stream.said.flatMap((one) => (one.$case === 'held' && one.value.full !== '' ? [one.value] : []));
  await stream.until(() => lists().at(-1)?.upto === '');
  const ranges = lists();
  expect(ranges.map(({ entries }) => entries.length)).toEqual([1_000, 1_000, 500]);
  expect(ranges.map(({ after }) => after)).toEqual(['', ...ranges.slice(0, -1).map(({ upto }) => upto)]);
  const names = ranges.flatMap(({ entries }) => entries.map((one) => one.key?.id ?? ''));
  expect(names).toEqual([...ids].sort());
  for (const { entries, upto } of ranges.slice(0, -1))
    expect(upto).toBe(recordName({ ...key(''), id: entries.at(-1)?.key?.id ?? '' }));
});

test('a store that fails answers nothing and the stream is opened again', async () => {
  const store = createStore();
  store.gate.failures = 1;
  const open = start(store);
  const first = await open(0);
  first.send({ changes: [change('a', 1)] });
  first.end();
  const second = await open(1);
  expect(answers(first)).toEqual([]);
  second.send({ changes: [change('a', 1)] });
  await second.until(() => answers(second).includes('a:1'));
});

test('watermarks come after the changes that came before them', async () => {
  const store = createStore();
  const order: string[] = [];
  const stream = await start(store, (units) => order.push(...units, String(store.held.size)))(0);
  stream.send({ changes: [change('a', 1)], watermarks: [watermark] });
  stream.send({ changes: [change('b', 1)] });
  await stream.until(() => answers(stream).includes('b:1'));
  stream.send({ listUnits: ['20116@0/u2-tally-onestop/'] });
  await stream.until(() => stream.said.some((one) => one.$case === 'held' && one.value.full !== ''));
  expect(order[0]).toBe('20116@0');
  expect(Number(order[1])).toBeGreaterThan(0);
});

const watermark: WatchRecordsResponse['watermarks'][number] = {
  unit: '20116@0',
  channel: 'u2-tally-onestop',
  asOf: undefined,
  count: 0,
  digest: Buffer.alloc(8),
  reason: WatermarkReason.CURRENT,
  lastHeard: undefined,
};

test('what a store shows by itself it gets at once; only the last state is written and said to be held, and an orderly stop writes the rest', async () => {
  const shown: string[] = [];
  const store = {
    ...createStore(),
    show(changes: RecordChange[]) {
      for (const { stamp: of } of changes) shown.push(`a:${of.rev}`);
      looked?.();
    },
  };
  let looked: (() => void) | undefined;
  // The rest between two writes passes when the test says so, however long the machine takes.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  const stream = await start(store)(0);
  stream.send({ changes: [change('a', 1)] });
  await stream.until(() => answers(stream).includes('a:1'));
  for (const rev of [2, 3, 4]) stream.send({ changes: [change('a', rev)] });
  await jest.advanceTimersByTimeAsync(5_000);
  await stream.until(() => answers(stream).includes('a:4'));
  expect(shown).toEqual(['a:1', 'a:2', 'a:3', 'a:4']);
  expect(store.batches).toEqual([['a:1'], ['a:4']]);
  expect(answers(stream)).toEqual(['a:1', 'a:4']);
  await new Promise<void>((resolve) => {
    looked = resolve;
    stream.send({ changes: [change('a', 5)] });
  });
  expect(store.batches).toHaveLength(2);
  const stopped = consumer?.stop();
  stream.end();
  await stopped;
  expect(store.batches.at(-1)).toEqual(['a:5']);
});
