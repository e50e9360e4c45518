import { expect, test } from '@jest/globals';
import { createTurns } from './turns.ts';

test('work that is to run alone waits for what runs, and holds up what comes, also when it fails', async () => {
  const turns = createTurns();
  const said: string[] = [];
  const ends = { first: Promise.withResolvers<void>(), alone: Promise.withResolvers<void>() };
  const work =
    (name: string, end: Promise<void> = Promise.resolve()) =>
    async () => {
      said.push(`${name} begins`);
      await end.finally(() => said.push(`${name} ends`));
    };
  const all = [
    turns.besideOthers(work('first', ends.first.promise)),
    turns.besideOthers(work('second')),
    turns.alone(work('alone', ends.alone.promise)),
    turns.alone(work('alone next')),
    turns.besideOthers(work('late')),
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
