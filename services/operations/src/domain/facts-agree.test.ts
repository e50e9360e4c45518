import { factsAgree } from './facts-agree.ts';

const day = (on: string, facts: number, digest: string) => ({ day: on, facts, digest });
const here = [day('2025-06-27', 2, 'a'), day('2025-06-30', 1, 'b')];

describe('facts agree with the days shown only when the commune has exactly those', () => {
  test.each([
    ['the same', here, true],
    ['a day without facts on one side', [...here, day('2025-06-28', 0, '')], true],
    ['a fact more', [day('2025-06-27', 3, 'c'), day('2025-06-30', 1, 'b')], false],
    ['another fact', [day('2025-06-27', 2, 'd'), day('2025-06-30', 1, 'b')], false],
    ['a day that has not come here', [...here, day('2025-06-29', 1, 'e')], false],
    ['a day that the commune no longer has', here.slice(1), false],
  ])('%s', (_what, there, agree) => {
    expect(factsAgree(here, there)).toBe(agree);
    expect(factsAgree(there, here)).toBe(agree);
  });
});
