import type { Throttle, Try } from './throttle-store.ts';
import { createTries } from './tries.ts';

/** Keeps nobody waiting, so that only the queues do. */
const open: Throttle = { take: async () => ({ wait: 0, slowBy: 0 }), succeeded: async () => undefined };
const person: Try = { name: 'user:can.bo', address: '10.1.1.1' };

test('callers who have gone leave the queue, and the next is judged at once', async () => {
  const judge = createTries(open);
  const held = Promise.withResolvers<true>();
  const first = judge(person, () => held.promise);
  const gone = new AbortController();
  const judged: string[] = [];
  const waiting = Array.from({ length: 175 }, () =>
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
