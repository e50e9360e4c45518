import { afterEach, expect, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import { valueDigest } from './record-hash.ts';
import type { ProducedValue } from './record-producer.ts';
import { bytes, createHolder, createProducer, stopProducers, unit } from '../test/support/producer.ts';

afterEach(stopProducers);

test('a stored state that exchange lacks is put at start, without anybody asking', async () => {
  const holder = createHolder();
  const { producer, recounted } = createProducer(holder, new Map([['a', { src: 3, value: bytes('three') }]]));
  producer.start();
  await producer.compare();
  expect(holder.held.get('a')).toEqual({ src: 3, value: 'three', restored: false, tombstone: false });
  expect(recounted).toEqual([]);
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

test('a stopped producer answers false and holds nobody up', async () => {
  const holder = createHolder();
  const { producer } = createProducer(holder, new Map());
  const answer = producer.put({ unit, id: 'a' }, { src: 1, value: bytes('one') });
  await producer.stop();
  expect(await answer).toBe(false);
});
