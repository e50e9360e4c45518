import { expect, test } from '@jest/globals';
import type { HistoryDay } from '../api/reporting.ts';
import { countOf, decidable, sumHistory } from './history-numbers.ts';

const tally = (counts: Record<string, number>): NonNullable<HistoryDay['before']> => ({
  unit: '2@0',
  day: '2025-06-30',
  facts: 0,
  digest: '',
  contributionVersion: 1,
  counters: Object.entries(counts).map(([indicator, value]) => ({
    indicator,
    dimensions: [],
    carriedBy: '',
    value: String(value),
  })),
});

test('a decision about history is told by sums of what can be read; a day that cannot is neither zero nor decided', () => {
  const days: HistoryDay[] = [
    {
      day: '2025-06-29',
      foreign: 'stub',
      seen: '1:00',
      before: tally({ received: 5, finished_early: 1, finished_late: 2, pending: 2 }),
      after: tally({}),
    },
    { day: '2025-06-30', foreign: '', seen: '' },
  ];
  expect(decidable(days).map(({ day }) => day)).toEqual(['2025-06-29']);
  expect(sumHistory(days)).toEqual([
    { kind: 'received', before: 5, after: 0 },
    { kind: 'finished', before: 3, after: 0 },
    { kind: 'withdrawn', before: 0, after: 0 },
    { kind: 'pending', before: 2, after: 0 },
  ]);
});

test('what nobody holds is unknown, not zero', () => {
  const nobody: HistoryDay = { day: '2025-06-28', foreign: 'stub', seen: '', after: tally({ received: 0 }) };
  const held: HistoryDay = { ...nobody, day: '2025-06-29', before: tally({ received: 5 }) };
  const received = (days: HistoryDay[]) => sumHistory(days).find(({ kind }) => kind === 'received');
  expect(countOf(nobody.before, 'received')).toBeUndefined();
  expect(received([nobody])).toEqual({ kind: 'received', before: undefined, after: 0 });
  expect(received([nobody, held])).toEqual({ kind: 'received', before: 5, after: 0 });
});
