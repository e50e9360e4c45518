import { addDays, type LocalDay, type UnitKey } from '@lienthong/domain';
import type { ColumnValues } from './column-values.ts';
import type { Run } from './counter-ids.ts';
import { addExactly, aggregationOf, combine, type SplitValue } from './split-values.ts';

/**
 * An indicator of a unit on each of these days, as if each were asked for alone, at the cost of looking at every cell once.
 *
 * @param columns of the indicator in a book.
 * @param days one after the other without a gap.
 */
export function valuesByDay(
  columns: ColumnValues,
  unit: UnitKey,
  days: readonly LocalDay[],
  isSplit: boolean,
): SplitValue[][] {
  if (columns.indicator.kind === 'flow') return flowsByDay(columns, unit, days, isSplit);
  // An opening forgets what came to zero in the years before: like a day that is asked for alone, each year is counted from its own.
  return byYear(days).flatMap((year) => stocksOfYear(columns, unit, year, isSplit));
}

function flowsByDay(
  columns: ColumnValues,
  unit: UnitKey,
  days: readonly LocalDay[],
  isSplit: boolean,
): SplitValue[][] {
  const { indicator, book } = columns;
  const aggregation = aggregationOf(indicator);
  const nothing = (): (number | undefined)[] => (aggregation === 'sum' && !isSplit ? [0] : []);
  const byDay = new Map(days.map((day) => [day, nothing()]));
  // Each day has its own last one.
  for (const { day, run } of book.days(unit, days[0] ?? '', days.at(-1) ?? '')) {
    const values = byDay.get(day) ?? [];
    for (let at = run.from; at < run.to; at += 1) {
      const id = run.ids[at] as number;
      const place = columns.placeOf(id);
      if (place < 0 || !indicator.contributes(book.ids.contribution(id, 0), day)) continue;
      const value = run.values[at] as number;
      const known = values[place];
      values[place] = known === undefined ? value : combine(aggregation, known, value);
    }
  }
  return [...byDay.values()].map((values) => columns.rows(values));
}

/** What changes at the beginning of a day, by place: how many counters more or less count, and what they add. */
type Changes = Map<number, { counters: number; value: number }>;

/** A balance that runs on from the stock of the first day: each flow is added on the day on which it begins to count. */
function stocksOfYear(
  columns: ColumnValues,
  unit: UnitKey,
  days: readonly LocalDay[],
  isSplit: boolean,
): SplitValue[][] {
  const { indicator, book } = columns;
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const changes = days.map((): Changes => new Map());
  const spans = createSpans(columns, days);

  function take({ ids, values, from: start, to }: Run, from: number, isPassed = false): void {
    for (let at = start; at < to; at += 1) {
      const id = ids[at] as number;
      const place = columns.placeOf(id);
      if (place < 0) continue;
      let counts = false;
      for (const { begins, ends, isCounted } of spans(id)) {
        const index = Math.max(from, begins);
        if (index >= Math.max(from, ends) || isCounted === counts) continue;
        counts = isCounted;
        change(changes[index], place, counts ? 1 : -1, isPassed ? 0 : (values[at] as number));
      }
    }
  }

  const { counts = [], passed = [] } = book.stockRuns(unit, first, indicator.counter, isSplit) ?? {};
  for (const run of counts) take(run, 0);
  for (const run of passed) take(run, 0, true);
  for (const { day, run } of book.days(unit, addDays(first, 1), last))
    take(
      run,
      firstIndex(days, (one) => one >= day),
    );
  const now: Changes = new Map(isSplit ? [] : [[0, { counters: 1, value: 0 }]]);
  return changes.map((ofDay) => {
    for (const [place, { counters, value }] of ofDay) {
      const known = now.get(place) ?? { counters: 0, value: 0 };
      const next = { counters: known.counters + counters, value: addExactly(known.value, value) };
      if (next.counters === 0) now.delete(place);
      else now.set(place, next);
    }
    const values: (number | undefined)[] = [];
    for (const [place, { value }] of now) values[place] = value;
    return columns.rows(values);
  });
}

function change(changes: Changes | undefined, place: number, counters: 1 | -1, value: number): void {
  const known = changes?.get(place) ?? { counters: 0, value: 0 };
  const next = { counters: known.counters + counters, value: addExactly(known.value, counters * value) };
  changes?.set(place, next);
}

/** Days on end, by their indexes, on which a counter counts, or does not. */
interface Span {
  begins: number;
  ends: number;
  isCounted: boolean;
}

/** Of a counter: before its day, on it, after it. */
function createSpans(columns: ColumnValues, days: readonly LocalDay[]): (id: number) => Span[] {
  const known = new Map<number, Span[]>();
  return (id) => {
    const before = known.get(id);
    if (before) return before;
    const carriedBy = columns.book.ids.carriedBy(id);
    const timing = columns.timingOf(id);
    const itsDay = firstIndex(days, (day) => day >= carriedBy);
    const later = firstIndex(days, (day) => day > carriedBy);
    const spans = [
      { begins: 0, ends: itsDay, isCounted: timing.before },
      { begins: itsDay, ends: later, isCounted: timing.on },
      { begins: later, ends: days.length, isCounted: timing.after },
    ];
    known.set(id, spans);
    return spans;
  };
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
