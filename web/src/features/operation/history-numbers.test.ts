import { expect, test } from '@jest/globals';
import type { CountedIndicator, HistoryDay } from '../../api/reporting.ts';
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
    value: value,
  })),
});

const counts = (code: string, aggregation: CountedIndicator['aggregation'] = 'AGGREGATION_SUM') => ({
  code,
  aggregation,
  kind: 'INDICATOR_KIND_FLOW' as const,
  decimals: 0,
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
  const sums = sumHistory(days, [counts('received'), counts('finished_late'), counts('pending')]);
  expect(sums.map(({ indicator: { code }, before, after }) => [code, before, after])).toEqual([
    ['received', 5, 0],
    ['finished_late', 2, 0],
    ['pending', 2, 0],
  ]);
});

test('what nobody holds is unknown, not zero', () => {
  const nobody: HistoryDay = { day: '2025-06-28', foreign: 'stub', seen: '', after: tally({ received: 0 }) };
  const held: HistoryDay = { ...nobody, day: '2025-06-29', before: tally({ received: 5 }) };
  const received = (days: HistoryDay[]) => sumHistory(days, [counts('received')])[0];
  expect(countOf(nobody.before, counts('received'))).toBeUndefined();
  expect(received([nobody])).toMatchObject({ before: undefined, after: 0 });
  expect(received([nobody, held])).toMatchObject({ before: 5, after: 0 });
});

test('what does not add up is told by how the catalogue says that it makes one', () => {
  const day = (day: string, level: Record<string, number>): HistoryDay => ({
    day,
    foreign: 'stub',
    seen: '',
    after: tally(level),
  });
  const days = [day('2025-06-28', { level: 7 }), day('2025-06-29', {}), day('2025-06-30', { level: 4 })];
  const after = (aggregation: CountedIndicator['aggregation']) =>
    sumHistory(days, [counts('level', aggregation)])[0]?.after;
  expect([after('AGGREGATION_MAX'), after('AGGREGATION_MIN'), after('AGGREGATION_LAST')]).toEqual([7, 4, 4]);
});
