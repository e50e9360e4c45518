import { addDays, type LocalDay, type UnitKey } from '@lienthong/domain';
import type { CellBook } from './cell.ts';
import type { Counter } from './counter.ts';
import { createDimensionSums, type DimensionSum } from './dimension-sums.ts';
import { contribution, type Indicator } from './indicators.ts';
import type { RollupSelection } from './selection.ts';

/** Which sum is asked for, on any day. */
interface Asked {
  units: readonly UnitKey[];
  indicator: Indicator;
  dimensions: Pick<RollupSelection, 'byField' | 'byChannel'>;
  cells: (source: string) => CellBook;
}

/**
 * An indicator of units on each of these days, as if each were asked for alone, at the cost of looking at every cell once.
 *
 * @param days one after the other without a gap.
 */
export function sumsByDay(asked: Asked, days: readonly LocalDay[]): DimensionSum[][] {
  if (asked.indicator.kind === 'flow') return flowsByDay(asked, days);
  // An opening forgets what came to zero in the years before: like a day that is asked for alone, each year is counted from its own.
  return byYear(days).flatMap((year) => stocksOfYear(asked, year));
}

function flowsByDay(
  { units, indicator, dimensions, cells }: Asked,
  days: readonly LocalDay[],
): DimensionSum[][] {
  const sums = new Map(days.map((day) => [day, createDimensionSums(dimensions)]));
  for (const book of indicator.sources.map(cells))
    for (const unit of units)
      for (const { day, counters } of book.between(unit, days[0] ?? '', days.at(-1) ?? ''))
        for (const counter of counters) sums.get(day)?.add(counter, contribution(indicator, counter, day));
  return [...sums.values()].map((one) => one.rows());
}

/** A balance that runs on from the stock of the first day: each flow is added on the day on which it begins to count, and counts on. */
function stocksOfYear(
  { units, indicator, dimensions, cells }: Asked,
  days: readonly LocalDay[],
): DimensionSum[][] {
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const beginning: Counter[][] = days.map(() => []);

  function take(counters: Iterable<Counter>, from: number): void {
    for (const counter of counters) {
      if (counter.indicator !== indicator.counter) continue;
      const after = indicator.countsAfter(counter.dueDay);
      if (after === undefined) continue;
      const begins = firstIndex(days, (day) => day > after);
      beginning[Math.max(from, begins)]?.push(counter);
    }
  }

  for (const book of indicator.sources.map(cells))
    for (const unit of units) {
      for (const counters of book.stock(unit, first)) take(counters, 0);
      for (const cell of book.between(unit, addDays(first, 1), last)) {
        const from = firstIndex(days, (day) => day >= cell.day);
        take(cell.counters, from);
      }
    }
  const sums = createDimensionSums(dimensions);
  return days.map((day, index) => {
    for (const counter of beginning[index] ?? []) sums.add(counter, contribution(indicator, counter, day));
    return sums.rows();
  });
}

function byYear(days: readonly LocalDay[]): LocalDay[][] {
  const years = new Map<string, LocalDay[]>();
  for (const day of days) {
    const year = day.slice(0, 4);
    const known = years.get(year);
    if (known) known.push(day);
    else years.set(year, [day]);
  }
  return [...years.values()];
}

/** Index of the first day that passes a test which all later ones pass too; the number of days where none does. */
function firstIndex(days: readonly LocalDay[], passes: (day: LocalDay) => boolean): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(days[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}
