import { createTurns } from './turns.ts';

const limits = { atOnce: 2, waiting: 3, inAll: 3, waitingInAll: 5 };
const begun = (turn: Promise<() => void>): Promise<boolean> =>
  Promise.race([turn.then(() => true), new Promise<false>((resolve) => setImmediate(() => resolve(false)))]);

test('S3: of one key a few run, a few wait, and the rest is refused', async () => {
  const turns = createTurns(limits);
  const first = [turns.take('a'), turns.take('a')];
  expect(await Promise.all(first.map(begun))).toEqual([true, true]);
  const waiting = [turns.take('a'), turns.take('a'), turns.take('a')];
  await expect(turns.take('a')).rejects.toMatchObject({ kind: 'exhausted', code: 'TOO_BUSY' });
  expect(await Promise.all(waiting.map(begun))).toEqual([false, false, false]);
  (await first[0])?.();
  expect(await begun(waiting[0] as Promise<() => void>)).toBe(true);
});

test('S3: whoever asks for much delays itself: others come next', async () => {
  const turns = createTurns(limits);
  const [first] = [await turns.take('a'), await turns.take('a'), await turns.take('b')];
  const [second, third, other] = [turns.take('a'), turns.take('a'), turns.take('c')];
  first();
  expect(await begun(second)).toBe(true);
  (await second)();
  expect(await Promise.all([begun(third), begun(other)])).toEqual([false, true]);
});

test('who leaves the queue makes room, and what has ended is not ended twice', async () => {
  const turns = createTurns({ ...limits, atOnce: 1, waiting: 1 });
  const first = await turns.take('a');
  const leaving = new AbortController();
  const left = turns.take('a', () => leaving.signal);
  leaving.abort();
  await expect(left).rejects.toThrow('did not wait');
  const next = turns.take('a');
  first();
  first();
  expect(await begun(next)).toBe(true);
  expect(await begun(turns.take('a'))).toBe(false);
});

test('S3: what waits of all keys is bounded', async () => {
  const turns = createTurns({ ...limits, inAll: 0 });
  for (const key of 'abcde') void turns.take(key);
  await expect(turns.take('f')).rejects.toMatchObject({ code: 'TOO_BUSY' });
});

test('S3: who floods the queue gives room to whoever waits with less', async () => {
  const turns = createTurns({ ...limits, inAll: 0 });
  const flood = ['a', 'a', 'a', 'b', 'b'].map((key) => turns.take(key));
  const late = turns.take('c');
  await expect(flood[2]).rejects.toMatchObject({ code: 'TOO_BUSY' });
  expect(await begun(late)).toBe(false);
  // All that are left have as few as who comes would have.
  await expect(turns.take('c')).rejects.toMatchObject({ code: 'TOO_BUSY' });
});
