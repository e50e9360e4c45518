import { emptyDigest, formatDigest, type LocalDay, type UnitKey, withId } from '@lienthong/domain';
import type { Contribution, Fact } from './fact.ts';
import { addTo, type Inherited, inFixedOrder, type Tally } from './fold-tally.ts';
import { formulaVersion } from './indicator.ts';

/** The fold of a day that is still being written, kept in memory: each fact is added once and the tally is at hand. */
export interface DayFold {
  /** Takes a fact of this unit and day; one that it has already taken changes nothing. */
  add(fact: Fact): void;
  /** Equal to `foldTally` of the facts taken. */
  tally(): Tally;
}

export function createDayFold(
  unit: UnitKey,
  day: LocalDay,
  facts: Iterable<Fact> = [],
  inherited?: Inherited,
): DayFold {
  const taken = new Set<string>();
  const byEvent = new Map<string, Contribution[]>();
  const cancelled = new Set<string>();
  const sums = new Map<string, Contribution>();
  let digest = emptyDigest;
  let eventDigest = emptyDigest;
  let formula = formulaVersion;

  function add(fact: Fact): void {
    if (taken.has(fact.id)) return;
    taken.add(fact.id);
    digest = withId(digest, fact.id);
    formula = Math.min(formula, fact.formula);
    for (const eventId of fact.cancels) {
      if (cancelled.has(eventId)) continue;
      cancelled.add(eventId);
      for (const contribution of byEvent.get(eventId) ?? []) addTo(sums, contribution, -1);
    }
    if (!cancelled.has(fact.eventId))
      for (const contribution of fact.contributions) addTo(sums, contribution, 1);
    if (!byEvent.has(fact.eventId)) eventDigest = withId(eventDigest, fact.eventId);
    byEvent.set(fact.eventId, [...(byEvent.get(fact.eventId) ?? []), ...fact.contributions]);
  }

  for (const counter of inherited?.counters ?? []) addTo(sums, counter, 1);
  for (const fact of facts) add(fact);
  return {
    add,
    tally: () => ({
      unit,
      day,
      counters: inFixedOrder(sums),
      facts: taken.size,
      digest: formatDigest(digest),
      formula,
      inherited,
      events: byEvent.size,
      eventDigest: formatDigest(eventDigest),
    }),
  };
}
