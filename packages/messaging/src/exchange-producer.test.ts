import { afterEach, expect, jest, test } from '@jest/globals';
import { PutOutcome, type PutRecord } from '@lienthong/contracts/exchange/v1/exchange';
import { isOfLineage } from '@lienthong/domain';
import { createLogger } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { createRecordProducer } from './exchange-producer.ts';
import { valueDigest } from './record-hash.ts';
import { type ProducedValue, type RecordProducer, unknownHere } from './record-producer.ts';

const unit = '20116@0';
const silent = createLogger('test', 'test', 'fatal');
const bytes = (text: string): Buffer => Buffer.from(text);

interface Holding {
  src: number;
  value: string;
  restored: boolean;
  tombstone: boolean;
  foreign?: 'stub' | 'former_owner';
  lacking?: boolean;
}

/** What exchange does with puts, by its contract: a put is taken only above the version held. */
function createHolder() {
  const held = new Map<string, Holding>();
  const life = { epoch: 'first' };
  const puts: PutRecord[][] = [];
  const broken = {
    left: 0,
    loseAnswers: 0,
    never: '',
    refused: new Set<string>(),
    lacking: new Set<string>(),
  };
  const told = { put: () => {} };
  const listed = { count: 0 };
  return {
    listed,
    held,
    life,
    puts,
    broken,
    told,
    client: {
      async putRecords({ records }: { records: PutRecord[] }) {
        if (broken.left > 0) {
          broken.left -= 1;
          throw new Error('exchange is away');
        }
        puts.push(records);
        told.put();
        const outcomes = records.map((record) => {
          const key = record.key ?? { channel: '', unit: '', id: '' };
          const before = held.get(key.id);
          if (broken.refused.has(key.id))
            return PutOutcome.create({ key, refusal: { code: 'NOT_THE_OWNER', owner: 's1' } });
          if (broken.lacking.has(key.id))
            return PutOutcome.create({ key, refusal: { code: 'CONTENT_UNKNOWN' } });
          const mayReplace = !before?.foreign || record.restored || record.takesOver !== undefined;
          const isOwn = !before || record.restored || isOfLineage(before.src, record.lineage);
          const taken =
            key.id !== broken.never && (!before || before.src < record.src) && mayReplace && isOwn;
          if (taken)
            held.set(key.id, {
              src: record.src,
              value: record.value.toString(),
              restored: record.restored,
              tombstone: record.tombstone,
            });
          const now = held.get(key.id);
          return {
            key,
            taken,
            src: now?.src ?? 0,
            digest: valueDigest(bytes(now?.value ?? '')),
            stamp: undefined,
            refusal: undefined,
            foreign: now?.foreign ?? '',
          };
        });
        if (broken.loseAnswers > 0) {
          broken.loseAnswers -= 1;
          throw new Error('the answer was lost');
        }
        return { outcomes, epoch: life.epoch };
      },
      async *listHeld() {
        listed.count += 1;
        yield {
          epoch: life.epoch,
          records: [...held].map(([id, { src, value, tombstone, foreign, lacking = false }]) => ({
            key: { channel: 'u2-tally-onestop', unit, id },
            src,
            digest: valueDigest(bytes(value)),
            tombstone,
            foreign: foreign ?? '',
            stamp: undefined,
            lacking,
          })),
        };
      },
    },
  };
}

const running: RecordProducer[] = [];
afterEach(async () => {
  for (const producer of running.splice(0)) await producer.stop();
});

function createProducer(
  holder: ReturnType<typeof createHolder>,
  store: Map<string, ProducedValue>,
  wasRead: (id: string) => void = () => undefined,
  units: () => string[] = () => [unit],
) {
  const recounted: string[] = [];
  const unknown = new Set<string>();
  const producer = createRecordProducer({
    client: holder.client,
    channel: 'u2-tally-onestop',
    units,
    async *load() {
      for (const [id, { src, value }] of store) yield { id, src, digest: valueDigest(value) };
    },
    read: async ({ id }) => {
      wasRead(id);
      return store.get(id);
    },
    recount: async ({ id }, { src }) => {
      recounted.push(id);
      if (unknown.has(id)) return unknownHere;
      const above = Math.max(src, store.get(id)?.src ?? 0);
      const value = { src: above + 1, value: bytes(`recounted ${id}`) };
      store.set(id, value);
      return value;
    },
    logger: silent,
  });
  running.push(producer);
  return { producer, recounted, unknown };
}

test('a stored state that exchange lacks is put at start, without anybody asking', async () => {
  const holder = createHolder();
  const { producer, recounted } = createProducer(holder, new Map([['a', { src: 3, value: bytes('three') }]]));
  producer.start();
  await producer.compare();
  expect(holder.held.get('a')).toEqual({ src: 3, value: 'three', restored: false, tombstone: false });
  expect(recounted).toEqual([]);
});

test('a producer that finds exchange ahead recounts, goes above, and says restored', async () => {
  const holder = createHolder();
  holder.held.set('a', { src: 9, value: 'nine', restored: false, tombstone: false });
  holder.held.set('gone', { src: 2, value: 'two', restored: false, tombstone: false });
  const { producer } = createProducer(holder, new Map([['a', { src: 3, value: bytes('three') }]]));
  producer.start();
  await producer.compare();
  expect(holder.held.get('a')).toEqual({ src: 10, value: 'recounted a', restored: true, tombstone: false });
  expect(holder.held.get('gone')).toMatchObject({ src: 3, restored: true });
});

test('another value under the same version is the sign of a restore, too', async () => {
  const holder = createHolder();
  holder.held.set('a', { src: 3, value: 'of the lost life', restored: false, tombstone: false });
  const { producer } = createProducer(holder, new Map([['a', { src: 3, value: bytes('three') }]]));
  producer.start();
  await producer.compare();
  expect(holder.held.get('a')).toMatchObject({ src: 4, restored: true });
});

test('a version of another life of the store is the sign of a restore, although it is lower', async () => {
  const holder = createHolder();
  holder.held.set('a', { src: 3, value: 'of the lost life', restored: false, tombstone: false });
  holder.held.set('b', { src: 2, value: 'of both lives', restored: false, tombstone: false });
  const lineage = [
    { first: 1, last: 2 },
    { first: 70, last: 75 },
  ];
  const stored = { src: 75, lineage, value: bytes('of this life') };
  const store = new Map([
    ['a', stored],
    ['b', stored],
  ]);
  const { producer } = createProducer(holder, store);
  producer.start();
  await producer.compare();
  expect(holder.held.get('a')).toMatchObject({ value: 'recounted a', restored: true });
  expect(holder.held.get('b')).toMatchObject({ src: 75, value: 'of this life', restored: false });
});

test('B1: a stub is no holding: nothing is counted or put, and it is told as left to people', async () => {
  const holder = createHolder();
  holder.held.set('lost', { src: 0, value: '', restored: false, tombstone: false, foreign: 'stub' });
  const { producer, recounted } = createProducer(holder, new Map());
  producer.start();
  await producer.compare();
  expect(recounted).toEqual([]);
  expect(holder.puts).toEqual([]);
  expect(producer.status()).toMatchObject({ compared: true, left: 1, waiting: 0, recounting: 0 });
});

test('B1: a record whose content is lacking is put again, or left to people where the sources know nothing of it', async () => {
  const holder = createHolder();
  const lacking = { restored: false, tombstone: false, lacking: true };
  holder.held.set('a', { src: 3, value: 'three', ...lacking });
  holder.held.set('b', { src: 2, value: 'two', ...lacking });
  const { producer, unknown, recounted } = createProducer(
    holder,
    new Map([['a', { src: 3, value: bytes('three') }]]),
  );
  unknown.add('b');
  producer.start();
  await producer.compare();
  expect(new Set(holder.puts.flat().map(({ key }) => key?.id))).toEqual(new Set(['a']));
  expect(new Set(recounted)).toEqual(new Set(['b']));
  expect(producer.status()).toMatchObject({ left: 1, waiting: 0, recounting: 0 });
});

test('B1: what the sources know nothing of is not put, whatever new states come', async () => {
  const holder = createHolder();
  holder.held.set('a', { src: 9, value: 'nine', restored: false, tombstone: false });
  const { producer, unknown } = createProducer(holder, new Map());
  unknown.add('a');
  producer.start();
  await producer.compare();
  expect(await producer.put({ unit, id: 'a' }, { src: 12, value: bytes('of today alone') })).toBe(false);
  expect(await producer.put({ unit, id: 'b' }, { src: 1, value: bytes('one') })).toBe(true);
  expect(holder.held.get('a')).toMatchObject({ src: 9, value: 'nine' });
  expect(producer.status()).toMatchObject({ left: 1, waiting: 0, recounting: 0 });
});

test('B1: a key that was left to people is put as soon as its service has a state of it and its sources know it', async () => {
  const holder = createHolder();
  holder.held.set('a', { src: 9, value: 'nine', restored: false, tombstone: false });
  const { producer, unknown } = createProducer(holder, new Map());
  unknown.add('a');
  producer.start();
  await producer.compare();
  expect(producer.status().left).toBe(1);
  unknown.delete('a');
  expect(await producer.put({ unit, id: 'a' }, { src: 10, value: bytes('known again') })).toBe(true);
  expect(holder.held.get('a')).toMatchObject({ src: 10, value: 'recounted a', restored: true });
  expect(producer.status()).toMatchObject({ left: 0, waiting: 0, recounting: 0 });
});

test('B1: what people decided of a key that was left to them is found within ten minutes, and nothing is read while none is', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  try {
    const holder = createHolder();
    const { producer, unknown, recounted } = createProducer(holder, new Map());
    producer.start();
    await producer.compare();
    const read = holder.listed.count;
    await jest.advanceTimersByTimeAsync(3 * 600_000);
    expect(holder.listed.count).toBe(read);
    holder.held.set('a', { src: 9, value: 'nine', restored: false, tombstone: false });
    unknown.add('a');
    await producer.compare();
    expect(producer.status().left).toBe(1);
    // Deleted at every level.
    holder.held.set('a', { src: 10, value: '', restored: false, tombstone: true });
    await jest.advanceTimersByTimeAsync(600_000);
    expect(producer.status()).toMatchObject({ left: 0, waiting: 0, recounting: 0 });
    expect(recounted).toEqual(['a']);
  } finally {
    jest.useRealTimers();
  }
});

test('B2: a record of the unit’s former owner is left as it is, until a person’s decision names it', async () => {
  const holder = createHolder();
  holder.held.set('a', {
    src: 0,
    value: 'theirs',
    restored: false,
    tombstone: false,
    foreign: 'former_owner',
  });
  const { producer, unknown } = createProducer(holder, new Map());
  unknown.add('a');
  producer.start();
  expect(await producer.put({ unit, id: 'a' }, { src: 1, value: bytes('one') })).toBe(false);
  const takesOver = { rev: 4, tag: '00112233aabbccdd' };
  expect(await producer.put({ unit, id: 'a' }, { src: 2, value: bytes('theirs and ours'), takesOver })).toBe(
    true,
  );
  expect(holder.puts.at(-1)?.[0]).toMatchObject({ restored: false, takesOver: { rev: 4 } });
});

test('A1: a new epoch, learned from any answer, makes the producer compare; until all is held it is not reported', async () => {
  const holder = createHolder();
  const { producer } = createProducer(holder, new Map([['a', { src: 3, value: bytes('three') }]]));
  producer.start();
  await producer.compare();
  expect(producer.status().epoch).toBe('first');
  holder.held.clear();
  holder.life.epoch = 'second';
  holder.broken.left = 1;
  producer.noteEpoch('second');
  await eventually(() => holder.held.has('a'));
  await eventually(() => producer.status().epoch === 'second');
});

test('A3: what was lost since exchange’s version is put as restored, and only once', async () => {
  const holder = createHolder();
  holder.held.set('a', { src: 3, value: 'fourteen', restored: false, tombstone: false });
  const { producer } = createProducer(holder, new Map([['a', { src: 4, value: bytes('eight'), lostAt: 4 }]]));
  producer.start();
  await producer.compare();
  expect(holder.held.get('a')).toMatchObject({ src: 4, restored: true });
  await producer.put({ unit, id: 'a' }, { src: 5, value: bytes('nine'), lostAt: 4 });
  expect(holder.held.get('a')).toMatchObject({ src: 5, restored: false });
});

test('A3: a loss that is found while an earlier version is under way is told with the version that lost it', async () => {
  const holder = createHolder();
  const { producer } = createProducer(holder, new Map());
  producer.start();
  await producer.compare();
  let later: Promise<boolean> | undefined;
  holder.told.put = () => {
    later ??= producer.put({ unit, id: 'a' }, { src: 2, value: bytes('fewer'), lostAt: 2 });
  };
  await producer.put({ unit, id: 'a' }, { src: 1, value: bytes('more') });
  await later;
  expect(holder.held.get('a')).toMatchObject({ src: 2, restored: true });
});

test('nothing is put before the comparison, and nothing when both agree', async () => {
  const holder = createHolder();
  holder.held.set('a', { src: 3, value: 'three', restored: false, tombstone: false });
  const { producer } = createProducer(holder, new Map([['a', { src: 3, value: bytes('three') }]]));
  producer.start();
  await producer.compare();
  expect(holder.puts).toEqual([]);
  expect(producer.status()).toMatchObject({ compared: true, waiting: 0, recounting: 0 });
});

test('of many states that wait only the latest is put, with the spans of all', async () => {
  const holder = createHolder();
  const { producer } = createProducer(holder, new Map());
  const answers = [1, 2, 3].map((src) =>
    producer.put({ unit, id: 'a' }, { src, value: bytes(String(src)), spans: [`span-${src}`] }),
  );
  producer.start();
  expect(await Promise.all(answers)).toEqual([true, true, true]);
  expect(holder.puts).toHaveLength(1);
  expect(holder.puts[0]?.[0]?.spans.map((one) => one.traceparent)).toEqual(['span-1', 'span-2', 'span-3']);
});

test('a lost answer is no restore: the same put again is held', async () => {
  const holder = createHolder();
  holder.broken.loseAnswers = 1;
  const { producer, recounted } = createProducer(holder, new Map());
  producer.start();
  expect(await producer.put({ unit, id: 'a' }, { src: 1, value: bytes('one') })).toBe(true);
  expect(recounted).toEqual([]);
});

test('a record that exchange does not take holds up no other', async () => {
  const holder = createHolder();
  holder.broken.never = 'a';
  const { producer } = createProducer(holder, new Map());
  void producer.put({ unit, id: 'a' }, { src: 1, value: bytes('one') });
  const other = producer.put({ unit, id: 'b' }, { src: 1, value: bytes('one') });
  producer.start();
  expect(await other).toBe(true);
});

test('B3: more refused records than fit into one call hold up no other, and are put once they are not refused any more', async () => {
  const holder = createHolder();
  const { producer } = createProducer(holder, new Map());
  const ids = Array.from({ length: 250 }, (_, at) => `refused-${at}`);
  for (const id of ids) holder.broken.refused.add(id);
  const refused = ids.map((id) => producer.put({ unit, id }, { src: 1, value: bytes('one') }));
  const other = producer.put({ unit, id: 'other' }, { src: 1, value: bytes('one') });
  producer.start();
  expect(await other).toBe(true);
  // Who waits for one is told: else nobody could say what is complete.
  expect(await Promise.all(refused)).toEqual(ids.map(() => false));
  expect(producer.status()).toMatchObject({
    refused: 250,
    refusal: 'NOT_THE_OWNER s1',
    notTaken: new Set([unit]),
    failingSince: undefined,
  });
  holder.broken.refused.clear();
  await eventually(() => holder.held.size === 251);
  expect(producer.status()).toMatchObject({
    waiting: 0,
    refused: 0,
    refusal: undefined,
    notTaken: new Set(),
  });
});

test('what waits when the unit has another owner is put once: exchange keeps it for people, or it is dropped', async () => {
  const holder = createHolder();
  const { producer, recounted } = createProducer(holder, new Map(), undefined, () => []);
  holder.broken.refused.add('never owned');
  holder.held.set('ahead', { src: 5, value: 'more', restored: false, tombstone: false });
  const one = { src: 1, value: bytes('one') };
  const answers = ['counted before', 'never owned', 'ahead'].map((id) => producer.put({ unit, id }, one));
  producer.start();
  expect(await Promise.all(answers)).toEqual([true, false, false]);
  expect(producer.status()).toMatchObject({ waiting: 0, refused: 0, notTaken: new Set() });
  expect([recounted, holder.puts.length]).toEqual([[], 1]);
});

test('a record whose file exchange lacks is read again, which puts the file, and is taken then', async () => {
  const holder = createHolder();
  const value = {
    src: 1,
    value: bytes(''),
    content: { hash: valueDigest(bytes('a file')), size: 6, type: 'text/plain' },
  };
  const store = new Map<string, ProducedValue>();
  const { producer } = createProducer(holder, store, (id) => holder.broken.lacking.delete(id));
  holder.broken.lacking.add('a');
  producer.start();
  await producer.compare();
  store.set('a', value);
  expect(await producer.put({ unit, id: 'a' }, value)).toBe(false);
  await eventually(() => holder.held.has('a'));
});

test('who waits for a state is answered when it is held, although newer ones keep coming', async () => {
  const holder = createHolder();
  const { producer } = createProducer(holder, new Map());
  const first = producer.put({ unit, id: 'a' }, { src: 1, value: bytes('1') });
  let isFlowing = true;
  let next = 2;
  holder.told.put = () => {
    if (!isFlowing || next > 2_000) return;
    void producer.put({ unit, id: 'a' }, { src: next, value: bytes(String(next)) });
    next += 1;
  };
  producer.start();
  expect(await first).toBe(true);
  isFlowing = false;
  expect(next).toBeLessThan(2_000);
});

test('a comparison ends beside a steady flow of other states', async () => {
  const holder = createHolder();
  const { producer } = createProducer(holder, new Map([['a', { src: 3, value: bytes('three') }]]));
  let next = 1;
  holder.told.put = () => {
    if (next > 2_000) return;
    void producer.put({ unit, id: `b${next % 2}` }, { src: next, value: bytes(String(next)) });
    next += 1;
  };
  producer.start();
  await producer.compare();
  expect(next).toBeLessThan(2_000);
  expect(holder.held.get('a')).toMatchObject({ src: 3 });
  next = 3_000;
});

test('while exchange is away puts wait, and go when it is back', async () => {
  const holder = createHolder();
  holder.broken.left = 2;
  const { producer } = createProducer(holder, new Map());
  producer.start();
  expect(await producer.put({ unit, id: 'a' }, { src: 1, value: bytes('one') })).toBe(true);
  expect(producer.status().failingSince).toBeUndefined();
});

test('a store restored under the running process is noticed by the refused put', async () => {
  const holder = createHolder();
  const store = new Map<string, ProducedValue>();
  const { producer } = createProducer(holder, store);
  producer.start();
  await producer.put({ unit, id: 'a' }, { src: 5, value: bytes('five') });
  expect(await producer.put({ unit, id: 'a' }, { src: 2, value: bytes('two again') })).toBe(true);
  expect(holder.held.get('a')).toMatchObject({ src: 6, value: 'recounted a', restored: true });
});

test('a stopped producer answers false and holds nobody up', async () => {
  const holder = createHolder();
  const { producer } = createProducer(holder, new Map());
  const answer = producer.put({ unit, id: 'a' }, { src: 1, value: bytes('one') });
  await producer.stop();
  expect(await answer).toBe(false);
});
