import { addDays, type Contribution, type LocalDay, type UnitKey } from '@lienthong/domain';
import type { Indicator } from '@lienthong/indicators';
import type { CellBook } from './cell.ts';
import { cellsOf } from './counters-of.ts';
import type { RollupSelection } from './selection.ts';
import { aggregationOf, createSplitValues, type SplitValue } from './split-values.ts';

/** Which value is asked for, on any day. */
interface Asked {
  unit: UnitKey;
  /** Made from counters. */
  indicator: Indicator;
  split: Pick<RollupSelection, 'splitBy' | 'dimensions'>;
  /** Those of the channels that its counters come on. */
  books: readonly CellBook[];
}

/**
 * An indicator of a unit on each of these days, as if each were asked for alone, at the cost of looking at every cell once.
 *
 * @param days one after the other without a gap.
 */
export function valuesByDay(asked: Asked, days: readonly LocalDay[]): SplitValue[][] {
  if (asked.indicator.kind === 'flow') return flowsByDay(asked, days);
  // An opening forgets what came to zero in the years before: like a day that is asked for alone, each year is counted from its own.
  return byYear(days).flatMap((year) => stocksOfYear(asked, year));
}

function flowsByDay({ unit, indicator, split, books }: Asked, days: readonly LocalDay[]): SplitValue[][] {
  const values = new Map(days.map((day) => [day, createSplitValues(aggregationOf(indicator), split)]));
  const [from = '', to = ''] = [days[0], days.at(-1)];
  // Each day has its own last one.
  for (const { cell, counters } of cellsOf(unit, { ...indicator, aggregation: 'sum' }, { from, to }, books))
    for (const counter of counters)
      if (indicator.contributes(counter, cell.day)) values.get(cell.day)?.add(counter);
  return [...values.values()].map((one) => one.rows());
}

/** A balance that runs on from the stock of the first day: each flow is added on the day on which it begins to count. */
function stocksOfYear({ unit, indicator, split, books }: Asked, days: readonly LocalDay[]): SplitValue[][] {
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const changes = days.map(() => ({ begins: [] as Contribution[], ends: [] as Contribution[] }));

  function take(counters: Iterable<Contribution>, from: number): void {
    for (const counter of counters) {
      if (counter.indicator !== indicator.counter) continue;
      const { before, on, after } = indicator.timing(counter);
      const itsDay = Math.max(
        from,
        firstIndex(days, (day) => day >= counter.carriedBy),
      );
      const later = Math.max(
        from,
        firstIndex(days, (day) => day > counter.carriedBy),
      );
      let counts = false;
      for (const [index, end, next] of [
        [from, itsDay, before],
        [itsDay, later, on],
        [later, days.length, after],
      ] as const) {
        if (index === end || next === counts) continue;
        changes[index]?.[next ? 'begins' : 'ends'].push(counter);
        counts = next;
      }
    }
  }

  for (const book of books) {
    for (const counters of book.stock(unit, first, indicator.counter)) take(counters, 0);
    for (const cell of book.between(unit, addDays(first, 1), last)) {
      const from = firstIndex(days, (day) => day >= cell.day);
      take(cell.counters, from);
    }
  }
  const values = createSplitValues('sum', split);
  return changes.map(({ begins, ends }) => {
    for (const counter of begins) values.add(counter);
    for (const counter of ends) values.take(counter);
    return values.rows();
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
