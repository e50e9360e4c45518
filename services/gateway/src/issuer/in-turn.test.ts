import { createTurns } from './in-turn.ts';

test('works of one key run one after the other, a failure stops none, other keys do not wait', async () => {
  const inTurn = createTurns();
  const log: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const ends = await Promise.allSettled([
    inTurn('a', work('1', true)),
    inTurn('a', work('2')),
    inTurn('b', work('3')),
  ]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(log.indexOf('2 begins')).toBeGreaterThan(log.indexOf('1 ends'));
  expect(log.indexOf('3 begins')).toBeLessThan(log.indexOf('2 begins'));
});
