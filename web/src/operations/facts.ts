import type { ExplainedFact } from '../api/operations.ts';
import { codeOf } from '../api/reference.ts';

/** Read off the flow of pending dossiers up to a day, in place of being counted itself. */
const stocks: Record<string, (carriedBy: string, day: string) => boolean> = {
  pending: () => true,
  overdue: (carriedBy, day) => carriedBy !== '' && carriedBy < day,
  suspended: (carriedBy) => carriedBy === '',
};

export const isStock = (indicator: string): boolean => indicator in stocks;

/** What a fact adds to an indicator at the end of `day` (`YYYY-MM-DD`). */
export function contributionOf(fact: ExplainedFact, indicator: string, day: string): number {
  const counts = stocks[indicator];
  return fact.contributions
    .filter((one) =>
      counts ? one.indicator === 'pending' && counts(one.carriedBy, day) : one.indicator === indicator,
    )
    .reduce((sum, one) => sum + Number(one.value), 0);
}

export interface Standing {
  /** What a person knows it by. */
  code: string;
  value: number;
  /** The last fact about it: why it stands as it does. */
  last: ExplainedFact;
}

/**
 * The dossiers that make up a stock: what came in and has not gone out. Those that came and went cancel out and are only counted.
 * @param facts in the order in which they happened
 */
export function standingOf(
  facts: readonly ExplainedFact[],
  indicator: string,
  day: string,
): { standing: Standing[]; gone: number } {
  const byCode = new Map<string, Standing>();
  for (const fact of facts) {
    if (fact.cancelled) continue;
    const code = codeOf(fact);
    const value = (byCode.get(code)?.value ?? 0) + contributionOf(fact, indicator, day);
    byCode.set(code, { code, value, last: fact });
  }
  const all = [...byCode.values()];
  const standing = all.filter(({ value }) => value !== 0);
  return { standing, gone: all.length - standing.length };
}
