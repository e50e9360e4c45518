import { type Contribution, digestOf, type LocalDay, type UnitKey } from '@lienthong/domain';
import type { AggregationOf } from './catalogue.ts';
import { createCounters } from './counters.ts';
import type { Fact } from './fact.ts';

/** Version of the fold: it goes up when the same facts give another tally; the comparison with the owner then counts all days again. */
export const foldVersion = 1;

/** What a unit counted on a local day. The same facts give the same tally, byte for byte, however they arrived. */
export interface Tally {
  unit: UnitKey;
  day: LocalDay;
  /** In the order of their keys' text; no sum of 0. */
  counters: Contribution[];
  /** How many facts it was folded from, cancelling and cancelled ones included. */
  facts: number;
  /** Over the fact ids, 16 hex digits. */
  digest: string;
  /** The oldest rules that one of its facts was made by, so that a day is not taken for made anew before its facts are; 0: no facts. */
  contributionVersion: number;
  /** The part of the counters whose facts are not here. */
  inherited: Inherited | undefined;
  /** How many events the facts are of, and the digest over their ids: what the owner of the events is compared by. Not on the wire. */
  events: number;
  eventDigest: string;
  /** {@link foldVersion}. Not on the wire. */
  fold: number;
}

/** What a person decided to take over of a day from a record that this site holds no facts of. */
export interface Inherited {
  counters: Contribution[];
  facts: number;
  /** Stamp of the record that it came from, and the site that wrote it. */
  rev: number;
  tag: string;
  site: string;
}

/** Folds the facts of one unit and day. A fact given twice counts once; what is cancelled is left out, whichever came first. */
export function foldTally(
  { unit, day }: Pick<Tally, 'unit' | 'day'>,
  facts: Iterable<Fact>,
  aggregationOf: AggregationOf,
  inherited?: Inherited,
): Tally {
  const distinct = new Map([...facts].map((fact) => [fact.id, fact]));
  const all = [...distinct.values()];
  const cancelled = new Set(all.flatMap((fact) => fact.cancels));
  const counters = createCounters(aggregationOf, inherited?.counters);
  for (const fact of all) if (!cancelled.has(fact.eventId)) counters.add(fact);
  const events = new Set(all.map(({ eventId }) => eventId));
  return {
    unit,
    day,
    counters: counters.list(),
    facts: distinct.size,
    digest: digestOf(distinct.keys()),
    contributionVersion:
      all.length === 0 ? 0 : Math.min(...all.map(({ contributionVersion }) => contributionVersion)),
    inherited,
    events: events.size,
    eventDigest: digestOf(events),
    fold: foldVersion,
  };
}
