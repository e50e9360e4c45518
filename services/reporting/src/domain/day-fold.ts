import { emptyDigest, formatDigest, type LocalDay, type UnitKey, withId } from '@lienthong/domain';
import type { AggregationOf } from './catalogue.ts';
import { createCounters } from './counters.ts';
import type { Fact } from './fact.ts';
import { foldVersion, type Inherited, type Tally } from './fold-tally.ts';

/** The fold of a day that is still being written, kept in memory: each fact is added once and the tally is at hand. */
export interface DayFold {
  /** Takes a fact of this unit and day; one that it has already taken changes nothing. */
  add(fact: Fact): void;
  /** Equal to `foldTally` of the facts taken. */
  tally(): Tally;
}

export function createDayFold(
  { unit, day }: { unit: UnitKey; day: LocalDay },
  aggregationOf: AggregationOf,
  facts: Iterable<Fact> = [],
  inherited?: Inherited,
): DayFold {
  const taken = new Set<string>();
  const byEvent = new Map<string, Fact[]>();
  const cancelled = new Set<string>();
  const counters = createCounters(aggregationOf, inherited?.counters);
  let digest = emptyDigest;
  let eventDigest = emptyDigest;
  let contributionVersion = Number.POSITIVE_INFINITY;

  function add(fact: Fact): void {
    if (taken.has(fact.id)) return;
    taken.add(fact.id);
    digest = withId(digest, fact.id);
    contributionVersion = Math.min(contributionVersion, fact.contributionVersion);
    for (const eventId of fact.cancels) {
      if (cancelled.has(eventId)) continue;
      cancelled.add(eventId);
      for (const counted of byEvent.get(eventId) ?? []) counters.take(counted);
    }
    if (!cancelled.has(fact.eventId)) counters.add(fact);
    if (!byEvent.has(fact.eventId)) eventDigest = withId(eventDigest, fact.eventId);
    byEvent.set(fact.eventId, [...(byEvent.get(fact.eventId) ?? []), fact]);
  }

  for (const fact of facts) add(fact);
  return {
    add,
    tally: () => ({
      unit,
      day,
      counters: counters.list(),
      facts: taken.size,
      digest: formatDigest(digest),
      contributionVersion: taken.size === 0 ? 0 : contributionVersion,
      inherited,
      events: byEvent.size,
      eventDigest: formatDigest(eventDigest),
      fold: foldVersion,
    }),
  };
}
