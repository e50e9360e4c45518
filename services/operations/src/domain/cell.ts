import type { Contribution, LocalDay, UnitKey } from '@lienthong/domain';
import {
  cellAt,
  type CellBlock,
  emptyBlock,
  monthOf,
  type Names,
  placeOf,
  runBetween,
  runOfDays,
  stampAt,
  withCell,
} from './cell-block.ts';
import type { Cell } from './cell-shape.ts';
import { CounterIds, noRun, type Run } from './counter-ids.ts';

export type { Cell, Inherited } from './cell-shape.ts';

/** Its owner was restored, and no person there has said since that nothing was lost by it. */
export const isMarked = ({ broke, lifted }: Pick<Cell, 'broke' | 'lifted'>): boolean => broke > lifted;

/** A unit's cells of one month. What is made from them and from those before is made when it is asked for. */
interface UnitMonth {
  block: CellBlock;
  /** Each counter of the month once, by indicator; undefined: nobody has asked since the last change. */
  sums: ReadonlyMap<string, Run> | undefined;
  /** Stocks at the end of the month, by indicator code, without those that are zero. A question makes them. */
  readonly closings: Map<string, Run>;
}

interface UnitCells {
  /** Only those that have cells, the earliest first. */
  readonly months: UnitMonth[];
  /** Days that are marked. */
  readonly marked: Set<LocalDay>;
  /** How often a cell was set. */
  version: number;
}

/** Counters of a cell where they stand. */
export interface DayRun {
  readonly day: LocalDay;
  readonly run: Run;
}

/** What makes a stock at the end of a day. */
export interface StockRuns {
  /** What it was at the end of a month, and the flows of the next one up to the day. */
  readonly counts: readonly Run[];
  /** What came and went earlier in the year: it adds nothing, but is known to have been there. */
  readonly passed: readonly Run[];
}

const yearOf = (day: LocalDay): string => day.slice(0, 4);

/**
 * All cells of this level from one source, by unit and month, in columns. Replaced one by one. What is made from them is made when it is
 * asked for and kept until a cell behind it is replaced: the sums of a month, and what a stock is at its end, so that a stock in December
 * costs what one in January costs.
 */
export class CellBook {
  readonly #units = new Map<UnitKey, UnitCells>();
  readonly #names: Names = { ids: new CounterIds(), texts: [] };
  #source = '';

  /** What the counters of its runs are. */
  get ids(): CounterIds {
    return this.#names.ids;
  }

  set(cell: Cell): void {
    this.#source = cell.source;
    let unit = this.#units.get(cell.unit);
    if (!unit) {
      unit = { months: [], marked: new Set(), version: 0 };
      this.#units.set(cell.unit, unit);
    }
    unit.version += 1;
    const { months, marked } = unit;
    const at = placeOfMonth(months, monthOf(cell.day));
    const month = months[at] as UnitMonth;
    month.block = withCell(month.block, cell, this.#names);
    month.sums = undefined;
    for (const { closings } of months.slice(at)) closings.clear();
    if (isMarked(cell)) marked.add(cell.day);
    else marked.delete(cell.day);
  }

  units(): UnitKey[] {
    return [...this.#units.keys()];
  }

  /** Whether the unit has any cell. */
  has(unit: UnitKey): boolean {
    return this.#units.has(unit);
  }

  /** What is made of the unit's cells is the same while this is. */
  version(unit: UnitKey): number {
    return this.#units.get(unit)?.version ?? 0;
  }

  /** Makes what the unit's stocks are at the end of each month, so that the first question need not do it for all units at once. */
  settle(unit: UnitKey): void {
    const months = this.#monthsOf(unit);
    for (const indicator of this.ids.carried) this.#closingOf(months, months.length - 1, indicator);
  }

  /** Days of the unit with the stamps of their records. */
  *stamps(unit: UnitKey): Generator<Pick<Cell, 'day' | 'rev' | 'tag'>, undefined> {
    // A block is never changed: what comes meanwhile makes another one.
    for (const { block } of this.#monthsOf(unit).slice())
      for (const [at, day] of block.days.entries()) yield { day, ...stampAt(block, at, this.#names) };
  }

  stampOf(unit: UnitKey, day: LocalDay): Pick<Cell, 'rev' | 'tag'> | undefined {
    const { block, at } = this.#placeOf(unit, day) ?? {};
    return block && at !== undefined ? stampAt(block, at, this.#names) : undefined;
  }

  find(unit: UnitKey, day: LocalDay): Cell | undefined {
    const { block, at } = this.#placeOf(unit, day) ?? {};
    return block && at !== undefined ? this.#cellAt(unit, block, at) : undefined;
  }

  /** The unit's cells of the days from and to, inclusive, by day. */
  between(unit: UnitKey, from: LocalDay, to: LocalDay): Cell[] {
    return [...this.#daysBetween(unit, from, to)].map(({ block, at }) => this.#cellAt(unit, block, at));
  }

  /** Their counters, cell by cell, by day. */
  *days(unit: UnitKey, from: LocalDay, to: LocalDay): Generator<DayRun, undefined> {
    for (const { block, at } of this.#daysBetween(unit, from, to))
      yield { day: block.days[at] as LocalDay, run: runBetween(block, at, at + 1) };
  }

  /** Their counters, of several cells at once. */
  runs(unit: UnitKey, from: LocalDay, to: LocalDay): Run[] {
    return this.#monthsBetween(unit, from, to).map(({ block }) => runOfDays(block, from, to));
  }

  /** What those of an indicator add up to: of whole months the sums, but of large values, where it matters what is added first. */
  sums(unit: UnitKey, from: LocalDay, to: LocalDay, indicator: string): Run[] {
    return this.#monthsBetween(unit, from, to).map((month) => {
      const { block } = month;
      const isSummed = isWithin(block, from, to) && block.values instanceof Int32Array;
      return isSummed ? this.#sumsOf(month, indicator) : runOfDays(block, from, to);
    });
  }

  /**
   * Flows whose sum is a stock at the end of a day, others among them: before a year's first cell has come, that of the last year that has
   * any. Undefined: there is no cell up to then.
   *
   * @param indicator code of the counted indicator.
   * @param withPassed whether it matters what has come and gone.
   */
  stockRuns(unit: UnitKey, day: LocalDay, indicator: string, withPassed = false): StockRuns | undefined {
    const found = this.#monthOfStock(unit, day);
    if (!found) return undefined;
    const { months, at, first } = found;
    const { block } = months[at] ?? {};
    const isClosed = !block || at < first || (block.days.at(-1) ?? '') <= day;
    const passed = withPassed ? months.slice(first, isClosed ? at + 1 : at) : [];
    return {
      counts: isClosed
        ? [this.#closingOf(months, at, indicator)]
        : [this.#closingOf(months, at - 1, indicator), runOfDays(block, '', day)],
      passed: passed.map((month) => this.#sumsOf(month, indicator)),
    };
  }

  /** What it was before a month, and then the flows of the month up to the day. */
  stock(unit: UnitKey, day: LocalDay, indicator: string): Iterable<Contribution>[] {
    const found = this.#monthOfStock(unit, day);
    if (!found) return [];
    const { months, at, first } = found;
    const opening = this.#closingOf(months, at < first ? at : at - 1, indicator);
    const { block } = months[at] ?? {};
    const flows = block && at >= first ? [runOfDays(block, '', day)] : [];
    return [opening, ...flows].map((run) => [...this.ids.contributions(run)]);
  }

  /** Whether a cell of the unit is marked, up to a day where one is given. */
  isMarked(unit: UnitKey, upTo?: LocalDay): boolean {
    for (const day of this.#units.get(unit)?.marked ?? []) if (upTo === undefined || day <= upTo) return true;
    return false;
  }

  /** The last month of a stock up to a day, -1 for none, and the first one of its year, which may begin after the day. */
  #monthOfStock(
    unit: UnitKey,
    day: LocalDay,
  ): { months: readonly UnitMonth[]; at: number; first: number } | undefined {
    const months = this.#monthsOf(unit);
    const year = months.findLast(({ block }) => yearOf(block.month) <= yearOf(day))?.block.month.slice(0, 4);
    if (year === undefined) return undefined;
    const first = months.findIndex(({ block }) => yearOf(block.month) === year);
    const at = months.findLastIndex(
      ({ block }) => yearOf(block.month) <= year && block.month <= monthOf(day),
    );
    return { months, at, first };
  }

  #monthsOf(unit: UnitKey): readonly UnitMonth[] {
    return this.#units.get(unit)?.months ?? [];
  }

  #monthsBetween(unit: UnitKey, from: LocalDay, to: LocalDay): UnitMonth[] {
    const [first, last] = [monthOf(from), monthOf(to)];
    return this.#monthsOf(unit).filter(({ block }) => block.month >= first && block.month <= last);
  }

  *#daysBetween(unit: UnitKey, from: LocalDay, to: LocalDay): Generator<Place, undefined> {
    for (const { block } of this.#monthsBetween(unit, from, to))
      for (
        let at = placeOf(block, from);
        at < block.days.length && (block.days[at] as LocalDay) <= to;
        at += 1
      )
        yield { block, at };
  }

  #placeOf(unit: UnitKey, day: LocalDay): Place | undefined {
    const block = this.#monthsOf(unit).findLast((one) => one.block.month === monthOf(day))?.block;
    const at = block?.days.lastIndexOf(day) ?? -1;
    return block && at >= 0 ? { block, at } : undefined;
  }

  #cellAt = (unit: UnitKey, block: CellBlock, at: number): Cell =>
    cellAt(block, at, { source: this.#source, unit }, this.#names);

  #sumsOf(month: UnitMonth, indicator: string): Run {
    month.sums ??= this.ids.byIndicator(this.ids.sum([wholeOf(month.block)], () => true));
    return month.sums.get(indicator) ?? noRun;
  }

  /** Made from the last one before it that is known, and so are those between: the next question may be of any month. */
  #closingOf(months: readonly UnitMonth[], at: number, indicator: string): Run {
    let last = at;
    while (last >= 0 && !months[last]?.closings.has(indicator)) last -= 1;
    let closing = months[last]?.closings.get(indicator) ?? noRun;
    const isOpen = (id: number, sum: number): boolean =>
      sum !== 0 && this.ids.counted(id).indicator === indicator;
    for (const { block, closings } of months.slice(last + 1, at + 1)) {
      closing = this.ids.sum([closing, wholeOf(block)], isOpen);
      closings.set(indicator, closing);
    }
    return closing;
  }
}

/** Where a cell stands. */
interface Place {
  readonly block: CellBlock;
  readonly at: number;
}

const wholeOf = (block: CellBlock): Run => runBetween(block, 0, block.days.length);

const isWithin = ({ days }: CellBlock, from: LocalDay, to: LocalDay): boolean =>
  (days[0] ?? '') >= from && (days.at(-1) ?? '') <= to;

/** Where a month stands among those of a unit; a new one is made. */
function placeOfMonth(months: UnitMonth[], month: string): number {
  const before = months.findLastIndex(({ block }) => block.month <= month);
  if (months[before]?.block.month === month) return before;
  months.splice(before + 1, 0, { block: emptyBlock(month), sums: undefined, closings: new Map() });
  return before + 1;
}
