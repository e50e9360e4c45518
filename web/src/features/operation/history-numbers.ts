import type { CountedIndicator, HistoryDay } from '../../api/reporting.ts';

type Tally = NonNullable<HistoryDay['before']>;

/** Values of days, or of counters of one day, as one. A maximum, a minimum and the last of nothing are unknown. */
function combine(
  aggregation: CountedIndicator['aggregation'],
  values: readonly number[],
): number | undefined {
  if (aggregation === 'AGGREGATION_SUM') return values.reduce((sum, value) => sum + value, 0);
  if (values.length === 0) return undefined;
  if (aggregation === 'AGGREGATION_MAX') return Math.max(...values);
  if (aggregation === 'AGGREGATION_MIN') return Math.min(...values);
  return values.at(-1);
}

/** What a tally says of an indicator, over all its dimensions. Undefined: nobody holds a tally. */
export const countOf = (
  tally: Tally | undefined,
  { code, aggregation }: CountedIndicator,
): number | undefined =>
  tally &&
  combine(
    aggregation,
    tally.counters.filter(({ indicator }) => indicator === code).map(({ value }) => value),
  );

export interface HistorySum {
  indicator: CountedIndicator;
  /** Undefined: nobody holds any of the days. */
  before: number | undefined;
  after: number | undefined;
}

/** What the levels above hold of the days that can be decided, and what a decision makes of it, by what the catalogue counts. */
export function sumHistory(
  days: readonly HistoryDay[],
  indicators: readonly CountedIndicator[],
): HistorySum[] {
  const decided = decidable(days);
  const sumOf = (side: 'before' | 'after', indicator: CountedIndicator): number | undefined => {
    const values = decided.map((day) => countOf(day[side], indicator)).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : combine(indicator.aggregation, values);
  };
  return indicators.map((indicator) => ({
    indicator,
    before: sumOf('before', indicator),
    after: sumOf('after', indicator),
  }));
}

/** A day whose outcome cannot be told now is left out of the decision. */
export const decidable = (days: readonly HistoryDay[]): HistoryDay[] =>
  days.filter(({ after }) => after !== undefined);
