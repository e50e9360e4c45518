import { expect, test } from '@jest/globals';
import { createSharedLock } from './shared-lock.ts';

test('work that is to run alone waits for what runs, and holds up what comes, also when it fails', async () => {
  const lock = createSharedLock();
  const said: string[] = [];
  const ends = { first: Promise.withResolvers<void>(), alone: Promise.withResolvers<void>() };
  const work =
    (name: string, end: Promise<void> = Promise.resolve()) =>
    async () => {
      said.push(`${name} begins`);
      await end.finally(() => said.push(`${name} ends`));
    };
  const all = [
    lock.shared(work('first', ends.first.promise)),
    lock.shared(work('second')),
    lock.exclusive(work('alone', ends.alone.promise)),
    lock.exclusive(work('alone next')),
    lock.shared(work('late')),
  ];
  ends.first.resolve();
  ends.alone.reject(new Error('failed'));
  const outcomes = (await Promise.allSettled(all)).map(({ status }) => status);
  expect(outcomes).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(said).toEqual([
    'first begins',
    'second begins',
    'second ends',
    'first ends',
    'alone begins',
    'alone ends',
    'alone next begins',
    'alone next ends',
    'late begins',
    'late ends',
  ]);
});
