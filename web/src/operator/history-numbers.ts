import type { HistoryDay } from '../api/reporting.ts';

/** What a tally is told by on this page: the kinds that people compare with their books. */
export const told = ['received', 'finished', 'withdrawn', 'pending'] as const;
export type Told = (typeof told)[number];

type Tally = NonNullable<HistoryDay['before']>;

/** The sum of one kind of counters; `finished` is early, on time and late together. */
export const countOf = (tally: Tally | undefined, kind: Told): number =>
  (tally?.counters ?? [])
    .filter(
      ({ indicator }) => indicator === kind || (kind === 'finished' && indicator.startsWith('finished_')),
    )
    .reduce((sum, { value }) => sum + Number(value), 0);

export interface HistorySum {
  kind: Told;
  before: number;
  after: number;
}

/** What the levels above hold of the days that can be read, and what a decision makes of it. */
export const sumHistory = (days: readonly HistoryDay[]): HistorySum[] =>
  told.map((kind) => ({
    kind,
    before: readable(days).reduce((sum, { before }) => sum + countOf(before, kind), 0),
    after: readable(days).reduce((sum, { after }) => sum + countOf(after, kind), 0),
  }));

/** A day whose numbers cannot be read now is left out of the decision. */
export const readable = (days: readonly HistoryDay[]): HistoryDay[] =>
  days.filter(({ after }) => after !== undefined);
