import { type Aggregation, type Contribution, type Dimension, hasDimensions } from '@lienthong/domain';
import type { Indicator } from '@lienthong/indicators';
import type { RollupSelection } from './selection.ts';

/** A value of the dimensions that were asked for; NaN: it can no longer be told exactly. */
export interface SplitValue {
  dimensions: Dimension[];
  value: number;
}

/** How the values of what is made from counters make one. */
export const aggregationOf = ({ aggregation }: Pick<Indicator, 'aggregation'>): Aggregation =>
  aggregation ?? 'sum';

/** Values that change while counters are added. */
export interface SplitValues {
  add(counter: Pick<Contribution, 'dimensions' | 'value'>): void;
  /**
   * As they are now, in the order of their dimensions' text. A sum without a split is there before anything was added, so that a zero is
   * shown as a zero; of anything else nothing is known until then.
   */
  rows(): SplitValue[];
}

/** A sum; NaN from where integers are exact no longer: what adds up to more is unknown, never about right. */
export function addExactly(one: number, other: number): number {
  const sum = one + other;
  return Number.isSafeInteger(sum) ? sum : Number.NaN;
}

/** What is told of a value that was summed; undefined: unknown. */
export const knownValue = (value: number | undefined): number | undefined =>
  Number.isNaN(value) ? undefined : value;

/** How the values of one indicator make one, of several days, units or folded dimensions. */
export function combine(aggregation: Aggregation, one: number, other: number): number {
  switch (aggregation) {
    case 'max':
      return Math.max(one, other);
    case 'min':
      return Math.min(one, other);
    // Of days only the last one is added.
    case 'last':
    case 'sum':
      return addExactly(one, other);
    default:
      return aggregation satisfies never;
  }
}

export function createSplitValues(
  aggregation: Aggregation,
  { splitBy, dimensions: wanted }: Pick<RollupSelection, 'splitBy' | 'dimensions'>,
): SplitValues {
  const values = new Map<string, SplitValue>();

  function add({ dimensions: all, value }: Pick<Contribution, 'dimensions' | 'value'>): void {
    if (!hasDimensions({ dimensions: all }, wanted)) return;
    const dimensions = all.filter(({ name }) => splitBy.includes(name));
    const key = textOf(dimensions);
    const known = values.get(key);
    values.set(key, { dimensions, value: known ? combine(aggregation, known.value, value) : value });
  }

  if (aggregation === 'sum' && splitBy.length === 0) values.set('', { dimensions: [], value: 0 });
  return {
    add,
    rows: () => [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
  };
}

/** Dimensions as one text, to compare and to sort by. */
export const textOf = (dimensions: readonly Dimension[]): string =>
  dimensions.map(({ name, value }) => `${name}=${value}`).join('\n');
