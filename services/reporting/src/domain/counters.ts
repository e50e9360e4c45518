import { type Contribution, contributionKey } from '@lienthong/domain';
import type { AggregationOf } from './catalogue.ts';
import type { Fact } from './fact.ts';

/** What of a fact makes the counters. */
export type Counted = Pick<Fact, 'id' | 'eventId' | 'at' | 'contributions'>;

/** The values of a day that change with every fact that is added or taken out, whatever the order. */
export interface Counters {
  add(fact: Counted): void;
  /** Takes out a fact that was added. */
  take(fact: Counted): void;
  /** By the text of their keys. */
  list(): Contribution[];
}

/** One of the contributions of which one is the value. */
interface Reading extends Pick<Fact, 'id' | 'at'> {
  contribution: Contribution;
}

/** @param inherited what the day had before its first fact. */
export function createCounters(
  aggregationOf: AggregationOf,
  inherited: readonly Contribution[] = [],
): Counters {
  const sums = new Map<string, Contribution>();
  // A maximum that is taken out leaves the next one: all of them are kept.
  const readings = new Map<string, Reading[]>();

  function change({ id, at, contributions }: Counted, sign: 1 | -1): void {
    for (const contribution of contributions) {
      const key = contributionKey(contribution);
      if (aggregationOf(contribution.indicator) === 'sum') {
        const value = (sums.get(key)?.value ?? 0) + sign * contribution.value;
        if (value === 0) sums.delete(key);
        else sums.set(key, { ...contribution, value });
        continue;
      }
      const all = readings.get(key) ?? [];
      if (sign === 1) all.push({ id, at, contribution });
      const left = sign === 1 ? all : all.filter((one) => one.id !== id);
      if (left.length === 0) readings.delete(key);
      else readings.set(key, left);
    }
  }

  const counters: Counters = {
    add: (fact) => change(fact, 1),
    take: (fact) => change(fact, -1),
    list: () =>
      [...sums, ...[...readings].map(([key, all]) => [key, valueOf(all, aggregationOf)] as const)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, contribution]) => contribution),
  };
  counters.add({ id: '', eventId: '', at: Number.NEGATIVE_INFINITY, contributions: [...inherited] });
  return counters;
}

function valueOf(readings: readonly Reading[], aggregationOf: AggregationOf): Contribution {
  return readings.reduce((best, one) => {
    const aggregation = aggregationOf(one.contribution.indicator);
    switch (aggregation) {
      case 'max':
        return one.contribution.value > best.contribution.value ? one : best;
      case 'min':
        return one.contribution.value < best.contribution.value ? one : best;
      case 'last':
        return one.at > best.at || (one.at === best.at && one.id >= best.id) ? one : best;
      case 'sum':
        throw new Error('of what adds up no reading is kept');
      default:
        return aggregation satisfies never;
    }
  }).contribution;
}
