import type { ExplainedFact } from '../../api/operations.ts';
import { referenceId } from '../../shared/happened/reference-words.ts';

export interface Standing {
  value: number;
  /** The last fact about it: why it stands as it does. */
  last: ExplainedFact;
}

/**
 * What makes up a stock: what came in and has not gone out. Those that came and went cancel out and are only counted.
 * @param facts in the order in which they happened
 */
export function standingOf(facts: readonly ExplainedFact[]): { standing: Standing[]; gone: number } {
  const byReference = new Map<string, Standing>();
  for (const fact of facts) {
    if (fact.cancelled) continue;
    const id = referenceId(fact);
    const value = (byReference.get(id)?.value ?? 0) + (fact.value ?? 0);
    byReference.set(id, { value, last: fact });
  }
  const all = [...byReference.values()];
  const standing = all.filter(({ value }) => value !== 0);
  return { standing, gone: all.length - standing.length };
}
