import type { Throttle, Try } from './throttle-store.ts';
import { createTries } from './tries.ts';

/** Keeps nobody waiting, so that only the queues do. */
const open: Throttle = { take: async () => ({ wait: 0, slowBy: 0 }), succeeded: async () => undefined };
const person: Try = { name: 'user:can.bo', address: '10.1.1.1' };

test('S8: callers who have gone leave the queue, and the next is judged at once', async () => {
  const judge = createTries(open);
  const held = Promise.withResolvers<true>();
  const first = judge(person, () => held.promise);
  const gone = new AbortController();
  const judged: string[] = [];
  const waiting = Array.from({ length: 16 }, () =>
    judge({ ...person, gone: gone.signal }, async () => judged.push('gone')),
  );
  // The queue is full.
  expect(await judge(person, async () => true)).toMatchObject({ result: 'wait' });
  gone.abort();
  await Promise.all(waiting);
  const next = judge(person, async () => judged.push('next'));
  held.resolve(true);
  expect(await first).toMatchObject({ result: 'right' });
  expect(await next).toMatchObject({ result: 'right' });
  expect(judged).toEqual(['next']);
});

test('S7, S8: a few networks of guessers who are slowed keep out no other network, and no system of their own', async () => {
  const isGuess = ({ name }: Try): boolean => name.startsWith('user:guessed');
  const judge = createTries({
    ...open,
    take: async (attempt) => ({ wait: 0, slowBy: isGuess(attempt) ? 1_000 : 0 }),
  });
  const guesses = Array.from({ length: 12 * 176 }, (_, index) =>
    judge({ name: `user:guessed${index}`, address: `10.2.2.${index % 12}` }, async () => undefined),
  );
  expect(await judge(person, async () => true)).toMatchObject({ result: 'right' });
  const system: Try = { name: 'client:he-thong-a', address: '10.2.2.1', isSystem: true };
  expect(await judge(system, async () => true)).toMatchObject({ result: 'right' });
  const results = await Promise.all(guesses);
  // Each network has its own place besides those that are shared.
  expect(results.filter(({ result }) => result === 'wrong')).toHaveLength(1_600 + 12);
});
