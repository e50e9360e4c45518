import type { Counter } from './counter.ts';
import type { RollupSelection } from './selection.ts';

/** A sum by the dimensions that were asked for; the others are empty. */
export interface DimensionSum {
  field: string;
  channel: string;
  value: number;
}

/** Sums that grow while counters are added. */
export interface DimensionSums {
  /** What a counter contributes; nothing makes no sum. */
  add(counter: Pick<Counter, 'field' | 'channel'>, value: number): void;
  /** As they are now, in the order of field and channel; always at least the one without any, so that a zero is shown as a zero. */
  rows(): DimensionSum[];
}

export function createDimensionSums({
  byField,
  byChannel,
}: Pick<RollupSelection, 'byField' | 'byChannel'>): DimensionSums {
  const sums = new Map<string, DimensionSum>();

  function add(field: string, channel: string, value: number): void {
    const key = `${field}|${channel}`;
    const sum = sums.get(key);
    if (sum) sum.value += value;
    else sums.set(key, { field, channel, value });
  }

  if (!byField && !byChannel) add('', '', 0);
  return {
    add({ field, channel }, value) {
      if (value !== 0) add(byField ? field : '', byChannel ? channel : '', value);
    },
    rows: () => [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => ({ ...sum })),
  };
}
