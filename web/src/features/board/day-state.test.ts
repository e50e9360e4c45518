import { expect, test } from '@jest/globals';
import { dayState } from './day-state.ts';
import type { Trust } from './trust.ts';

const day = '2025-06-30';
const next = '2025-07-01';
const stateOf = (completeAsOf: string | undefined, trust: Trust = 'current', isLost = false) =>
  dayState(
    {
      isLost,
      trust: new Map([['1@0', { unit: '1@0', trust, reason: 'FRESHNESS_REASON_CURRENT', completeAsOf }]]),
    },
    '1@0',
    day,
    next,
  );

test('a day is all here once its unit is complete beyond its end, in Vietnam', () => {
  expect(stateOf('2025-06-30T17:00:00Z')).toBe('complete');
  expect(stateOf('2025-06-30T16:00:00Z')).toBe('open');
  expect(stateOf('2025-06-29T16:00:00Z')).toBe('incomplete');
});

test('U5: a day is not called complete so far when nobody can know it', () => {
  expect(stateOf('2025-06-30T16:00:00Z', 'current', true)).toBe('incomplete');
  expect(stateOf('2025-06-30T16:00:00Z', 'stale')).toBe('incomplete');
  expect(stateOf(undefined)).toBe('incomplete');
});
