import { expect, test } from '@jest/globals';
import { daysBefore, firstDayOf } from './period.ts';

test.each([
  ['day', '2025-07-02', '2025-07-02', { from: '2025-06-25', to: '2025-06-25' }],
  ['week', '2025-06-30', '2025-06-30', { from: '2025-06-23', to: '2025-06-29' }],
  ['week', '2025-07-06', '2025-06-30', { from: '2025-06-23', to: '2025-06-29' }],
  ['month', '2025-03-31', '2025-03-01', { from: '2025-02-01', to: '2025-02-28' }],
  ['month', '2025-01-01', '2025-01-01', { from: '2024-12-01', to: '2024-12-31' }],
] as const)(
  'the %s of %s begins on %s, and is held against the whole one before',
  (period, today, from, before) => {
    expect(firstDayOf(period, today)).toBe(from);
    expect(daysBefore(period, today)).toEqual(before);
  },
);
