import type { LocalDay } from '@lienthong/domain';
import type { Expression } from './expression.ts';

/** What is looked at of a counter. */
export interface CounterKey {
  /** Code of the counted indicator. */
  indicator: string;
  dimensions: readonly { name: string; value: string }[];
  /** The day that a stock is carried by; empty: none. */
  carriedBy: LocalDay | '';
}

/** Whether a counter counts on the days before its `carriedBy`, on it, and after it. Without one all days are after. */
export interface Timing {
  before: boolean;
  on: boolean;
  after: boolean;
}

export const always: Timing = { before: true, on: true, after: true };
const maximumMemory = 50_000;
const dimensionOf = (dimensions: CounterKey['dimensions'], name: string): string =>
  dimensions.find((one) => one.name === name)?.value ?? '';

/** A day meets nothing but `carried_by` (expression.ts), so three days stand for all. */
export function createTiming(where: Expression): (counter: CounterKey) => Timing {
  const known = new Map<string, Timing>();
  const used = [...where.dimensions];
  return ({ carriedBy, dimensions }) => {
    let key: string = carriedBy;
    for (const name of used) key += `\n${dimensionOf(dimensions, name)}`;
    const found = known.get(key);
    if (found) return found;
    const values = Object.fromEntries(used.map((name) => [name, dimensionOf(dimensions, name)]));
    const holds = (on: string): boolean =>
      where.evaluate({ carried_by: carriedBy, on, dimensions: values }) === true;
    const timing: Timing = {
      before: carriedBy !== '' && holds(''),
      on: holds(carriedBy),
      after: holds(`${carriedBy}~`),
    };
    if (known.size >= maximumMemory) known.clear();
    known.set(key, timing);
    return timing;
  };
}
