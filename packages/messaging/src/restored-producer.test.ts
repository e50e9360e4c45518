import { afterEach, expect, jest, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import type { ProducedValue } from './record-producer.ts';
import { bytes, createHolder, createProducer, stopProducers, unit } from '../test/support/producer.ts';

afterEach(stopProducers);

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

test('what was counted anew and is not taken is counted once, and put again with pauses', async () => {
  const holder = createHolder();
  holder.held.set('a', { src: 0, value: '', restored: false, tombstone: false, foreign: 'stub' });
  const putRecords = holder.client.putRecords.bind(holder.client);
  holder.client.putRecords = ({ records }) =>
    putRecords({ records: records.map((record) => ({ ...record, restored: false })) });
  const { producer, recounted } = createProducer(holder, new Map([['a', { src: 3, value: bytes('three') }]]));
  producer.start();
  await eventually(() => holder.puts.length === 3);
  expect(recounted).toEqual(['a']);
  expect(producer.status().failingSince).toBeDefined();
  holder.client.putRecords = putRecords;
  await eventually(() => producer.status().failingSince === undefined);
  expect(holder.held.get('a')).toMatchObject({ restored: true });
});

test('B2: of a key whose past is awaited nothing is put again and again, however it was lost', async () => {
  const holder = createHolder();
  holder.held.set('a', { src: 0, value: '', restored: false, tombstone: false, foreign: 'awaited' });
  const { producer, unknown } = createProducer(holder, new Map());
  unknown.add('a');
  producer.start();
  await producer.compare();
  expect(await producer.put({ unit, id: 'a' }, { src: 3, value: bytes('three'), lostAt: 3 })).toBe(false);
  expect(producer.status()).toMatchObject({ left: 1, waiting: 0, failingSince: undefined });
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

test('a store restored under the running process is noticed by the refused put', async () => {
  const holder = createHolder();
  const store = new Map<string, ProducedValue>();
  const { producer } = createProducer(holder, store);
  producer.start();
  await producer.put({ unit, id: 'a' }, { src: 5, value: bytes('five') });
  expect(await producer.put({ unit, id: 'a' }, { src: 2, value: bytes('two again') })).toBe(true);
  expect(holder.held.get('a')).toMatchObject({ src: 6, value: 'recounted a', restored: true });
});
