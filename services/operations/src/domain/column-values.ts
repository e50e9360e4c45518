import { type Dimension, hasDimensions, type LocalDay, type UnitKey } from '@lienthong/domain';
import type { Indicator, Timing } from '@lienthong/indicators';
import type { CellBook } from './cell.ts';
import type { Run } from './counter-ids.ts';
import type { RollupSelection } from './selection.ts';
import { aggregationOf, combine, type SplitValue, textOf } from './split-values.ts';

/** An indicator of any unit from the columns of one book: what a counter is to it is found out once, not once a counter. */
export interface ColumnValues {
  readonly indicator: Indicator;
  readonly book: CellBook;
  /** How many kinds of counters there were when this was made: of later ones it knows nothing. */
  readonly known: number;
  /** Where what a counter adds is shown, among all places of the split; -1: nowhere. */
  placeOf(id: number): number;
  timingOf(id: number): Timing;
  /** What was made for the places, in the order of their dimensions' text; undefined: nothing. */
  rows(values: readonly (number | undefined)[]): SplitValue[];
  /** @param on the day on which it is judged. */
  ofPeriod(unit: UnitKey, days: { from: LocalDay; to: LocalDay }, on: LocalDay): SplitValue[];
}

type Split = Pick<RollupSelection, 'splitBy' | 'dimensions'>;

const notAsked = -2;
const nowhere = -1;

export function createColumnValues(indicator: Indicator, split: Split, book: CellBook): ColumnValues {
  const { ids } = book;
  const aggregation = aggregationOf(indicator);
  const places = createPlaces(split.splitBy);
  const placeById = new Int32Array(ids.size).fill(notAsked);
  const judged = new Map<LocalDay, Int32Array>();

  function placeOf(id: number): number {
    const known = placeById[id];
    if (known === undefined) throw new RangeError('a counter came after the question');
    if (known !== notAsked) return known;
    const counted = ids.counted(id);
    const isPart = counted.indicator === indicator.counter && hasDimensions(counted, split.dimensions);
    const place = isPart ? places.of(counted.dimensions) : nowhere;
    placeById[id] = place;
    return place;
  }

  /** By id, where it counts when it is judged on that day. */
  function placesOn(on: LocalDay): Int32Array {
    const known = judged.get(on) ?? new Int32Array(ids.size).fill(notAsked);
    judged.set(on, known);
    return known;
  }

  function judge(id: number, on: LocalDay): number {
    const place = placeOf(id);
    const counts = place !== nowhere && indicator.contributes(ids.contribution(id, 0), on);
    return counts ? place : nowhere;
  }

  /** @param isPassed it shows where something was, and adds nothing. */
  function add(values: (number | undefined)[], run: Run, on: LocalDay, isPassed = false): void {
    const placed = placesOn(on);
    for (let at = run.from; at < run.to; at += 1) {
      const id = run.ids[at] as number;
      let place = placed[id] ?? notAsked;
      if (place === notAsked) {
        place = judge(id, on);
        placed[id] = place;
      }
      if (place === nowhere) continue;
      const value = isPassed ? 0 : (run.values[at] as number);
      const known = values[place];
      values[place] = known === undefined ? value : combine(aggregation, known, value);
    }
  }

  /** Each counter as its latest day tells it. A day that does not tell it changes nothing. */
  function lastOnes(unit: UnitKey, { from, to }: { from: LocalDay; to: LocalDay }): Run[] {
    const last = new Map<number, LocalDay>();
    const days = [...book.days(unit, from, to)].reverse();
    return days.map(({ day, run }) => {
      const [found, values]: [number[], number[]] = [[], []];
      for (let at = run.from; at < run.to; at += 1) {
        const id = run.ids[at] as number;
        if (placeOf(id) === nowhere || (last.get(id) ?? day) !== day) continue;
        last.set(id, day);
        found.push(id);
        values.push(run.values[at] as number);
      }
      return { ids: Uint32Array.from(found), values: Float64Array.from(values), from: 0, to: found.length };
    });
  }

  return {
    indicator,
    book,
    known: ids.size,
    placeOf,
    timingOf: (id) => indicator.timing(ids.contribution(id, 0)),
    rows: (values) => places.rows(values),
    ofPeriod(unit, days, on) {
      const isSplit = split.splitBy.length > 0;
      const values: (number | undefined)[] = aggregation === 'sum' && !isSplit ? [0] : [];
      if (indicator.kind === 'stock') {
        const { counts = [], passed = [] } = book.stockRuns(unit, days.to, indicator.counter, isSplit) ?? {};
        for (const run of counts) add(values, run, on);
        for (const run of passed) add(values, run, on, true);
      } else if (aggregation === 'last') for (const run of lastOnes(unit, days)) add(values, run, on);
      else {
        const runs =
          aggregation === 'sum'
            ? book.sums(unit, days.from, days.to, indicator.counter)
            : book.runs(unit, days.from, days.to);
        for (const run of runs) add(values, run, on);
      }
      return places.rows(values);
    },
  };
}

/** Places of a split by number. Without one there is a single one, which is there from the beginning. */
function createPlaces(splitBy: readonly string[]) {
  const numbers = new Map<string, number>();
  const all: { text: string; dimensions: Dimension[] }[] = [];
  let order: number[] = [];
  const of = (dimensions: readonly Dimension[]): number => {
    const shown = dimensions.filter(({ name }) => splitBy.includes(name));
    const text = textOf(shown);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, all.length);
    all.push({ text, dimensions: shown });
    order = [];
    return all.length - 1;
  };
  if (splitBy.length === 0) of([]);
  const textAt = (place: number): string => all[place]?.text ?? '';
  return {
    of,
    rows(values: readonly (number | undefined)[]): SplitValue[] {
      if (order.length === 0) order = [...all.keys()].sort((a, b) => (textAt(a) < textAt(b) ? -1 : 1));
      const rows: SplitValue[] = [];
      for (const place of order) {
        const value = values[place];
        if (value !== undefined) rows.push({ dimensions: all[place]?.dimensions ?? [], value });
      }
      return rows;
    },
  };
}
