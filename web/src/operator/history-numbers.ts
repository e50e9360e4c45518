import type { HistoryDay } from '../api/reporting.ts';

/** What a tally is told by on this page: the kinds that people compare with their books. */
export const told = ['received', 'finished', 'withdrawn', 'pending'] as const;
export type Told = (typeof told)[number];

type Tally = NonNullable<HistoryDay['before']>;

/** The sum of one kind of counters; `finished` is early, on time and late together. Undefined: nobody holds a tally. */
export const countOf = (tally: Tally | undefined, kind: Told): number | undefined =>
  tally?.counters
    .filter(
      ({ indicator }) => indicator === kind || (kind === 'finished' && indicator.startsWith('finished_')),
    )
    .reduce((sum, { value }) => sum + Number(value), 0);

export interface HistorySum {
  kind: Told;
  /** Undefined: nobody holds any of the days. */
  before: number | undefined;
  after: number | undefined;
}

/** What the levels above hold of the days that can be decided, and what a decision makes of it. */
export function sumHistory(days: readonly HistoryDay[]): HistorySum[] {
  const decided = decidable(days);
  const sumOf = (side: 'before' | 'after', kind: Told): number | undefined => {
    const counts = decided.map((day) => countOf(day[side], kind)).filter((count) => count !== undefined);
    return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
  };
  return told.map((kind) => ({ kind, before: sumOf('before', kind), after: sumOf('after', kind) }));
}

/** A day whose outcome cannot be told now is left out of the decision. */
export const decidable = (days: readonly HistoryDay[]): HistoryDay[] =>
  days.filter(({ after }) => after !== undefined);
