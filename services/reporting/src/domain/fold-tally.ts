import { digestOf, type LocalDay, type UnitKey } from '@lienthong/domain';
import type { Contribution, Fact } from './fact.ts';
import { formulaVersion, indicators } from './indicator.ts';

/** What a unit counted on a local day. The same facts give the same tally, byte for byte, however they arrived. */
export interface Tally {
  unit: UnitKey;
  day: LocalDay;
  /** In fixed order; none with the value 0. */
  counters: Contribution[];
  /** How many facts it was folded from, cancelling and cancelled ones included. */
  facts: number;
  /** Over the fact ids, 16 hex digits. */
  digest: string;
  /** The oldest rules that one of its facts was made by, so that a day is not taken for counted anew before its facts are. */
  formula: number;
  /** The part of the counters whose facts are not here. */
  inherited: Inherited | undefined;
  /** How many events the facts are of, and the digest over their ids: what the owner of the events is compared by. Not on the wire. */
  events: number;
  eventDigest: string;
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
export function foldTally(unit: UnitKey, day: LocalDay, facts: Iterable<Fact>, inherited?: Inherited): Tally {
  const distinct = new Map([...facts].map((fact) => [fact.id, fact]));
  const cancelled = new Set([...distinct.values()].flatMap((fact) => fact.cancels));
  const sums = new Map<string, Contribution>();
  let formula = formulaVersion;
  for (const counter of inherited?.counters ?? []) addTo(sums, counter, 1);
  for (const fact of distinct.values()) {
    formula = Math.min(formula, fact.formula);
    if (cancelled.has(fact.eventId)) continue;
    for (const contribution of fact.contributions) addTo(sums, contribution, 1);
  }
  return {
    unit,
    day,
    counters: inFixedOrder(sums),
    facts: distinct.size,
    digest: digestOf(distinct.keys()),
    formula,
    inherited,
    ...eventsOf(distinct.values()),
  };
}

/** Number and digest of the events that facts are of. */
export function eventsOf(facts: Iterable<Pick<Fact, 'eventId'>>): Pick<Tally, 'events' | 'eventDigest'> {
  const ids = new Set([...facts].map(({ eventId }) => eventId));
  return { events: ids.size, eventDigest: digestOf(ids) };
}

/** Adds a contribution `times` times (1 or -1) to the sum of its dimensions. */
export function addTo(sums: Map<string, Contribution>, contribution: Contribution, times: 1 | -1): void {
  const { indicator, field, channel, dueDay, value } = contribution;
  const key = `${indicator}/${field}/${channel}/${dueDay}`;
  const sum = (sums.get(key)?.value ?? 0) + times * value;
  if (sum === 0) sums.delete(key);
  else sums.set(key, { indicator, field, channel, dueDay, value: sum });
}

/** By indicator, field, channel and due day. */
export function inFixedOrder(sums: ReadonlyMap<string, Contribution>): Contribution[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...sums.values()].sort(
    (a, b) =>
      indicators.indexOf(a.indicator) - indicators.indexOf(b.indicator) ||
      compare(a.field, b.field) ||
      compare(a.channel, b.channel) ||
      compare(a.dueDay, b.dueDay),
  );
}
