import type { LocalDay } from '@lienthong/domain';
import type { Cell, Inherited } from './cell-shape.ts';
import { type CounterIds, isSmall, type Run, runOf, type Values } from './counter-ids.ts';

/**
 * Cells of one unit and month in columns, sorted by day. A cell is replaced by making the block anew: it is so small that this takes
 * microseconds, and so there is nothing to merge later.
 */
export interface CellBlock {
  /** The part of a day before its day of the month. */
  readonly month: string;
  readonly days: readonly LocalDay[];
  /** Of all counters, one day after the other. */
  readonly ids: Uint32Array;
  readonly values: Values;
  /** {@link width} numbers a cell. */
  readonly numbers: Float64Array;
  readonly inherited: ReadonlyMap<LocalDay, InheritedRun>;
}

type InheritedRun = Omit<Inherited, 'counters'> & { run: Run };

/** Where its counters end; facts; digest and tag, each in two halves; rev, broke, lifted. */
const width = 9;

/** What the columns of a book refer to. */
export interface Names {
  readonly ids: CounterIds;
  /** Digests and tags that are no 16 hex digits. */
  readonly texts: string[];
}

const noOnes: ReadonlyMap<LocalDay, InheritedRun> = new Map();

export const emptyBlock = (month: string): CellBlock => ({
  month,
  days: [],
  ids: new Uint32Array(0),
  values: new Int32Array(0),
  numbers: new Float64Array(0),
  inherited: noOnes,
});

export const monthOf = (day: LocalDay): string => day.slice(0, 7);

/** Index of the first cell of that day or later. */
export function placeOf({ days }: CellBlock, day: LocalDay): number {
  let at = days.length;
  while (at > 0 && (days[at - 1] as LocalDay) >= day) at -= 1;
  return at;
}

const startOf = ({ numbers }: CellBlock, at: number): number =>
  at === 0 ? 0 : (numbers[(at - 1) * width] as number);

/** Counters of the cells from one index on, before another. */
export const runBetween = (block: CellBlock, from: number, to: number): Run => ({
  ids: block.ids,
  values: block.values,
  from: startOf(block, from),
  to: startOf(block, to),
});

/** Those of the days from and to, inclusive. */
export function runOfDays(block: CellBlock, from: LocalDay, to: LocalDay): Run {
  const first = placeOf(block, from);
  let end = block.days.length;
  while (end > first && (block.days[end - 1] as LocalDay) > to) end -= 1;
  return runBetween(block, first, end);
}

/** The block with a cell in the place of the one of its day, or beside the others. */
export function withCell(block: CellBlock, cell: Cell, names: Names): CellBlock {
  const at = placeOf(block, cell.day);
  const after = block.days[at] === cell.day ? at + 1 : at;
  const [cut, rest] = [startOf(block, at), startOf(block, after)];
  const { counters } = cell;
  const size = block.ids.length - (rest - cut) + counters.length;
  const isWide = block.values instanceof Float64Array || !counters.every(({ value }) => isSmall(value));
  const ids = new Uint32Array(size);
  const values = isWide ? new Float64Array(size) : new Int32Array(size);
  ids.set(block.ids.subarray(0, cut));
  values.set(block.values.subarray(0, cut));
  for (const [index, counter] of counters.entries()) {
    ids[cut + index] = names.ids.of(counter);
    values[cut + index] = counter.value;
  }
  ids.set(block.ids.subarray(rest), cut + counters.length);
  values.set(block.values.subarray(rest), cut + counters.length);
  const days = [...block.days.slice(0, at), cell.day, ...block.days.slice(after)];
  const numbers = new Float64Array(days.length * width);
  numbers.set(block.numbers.subarray(0, at * width));
  numbers.set(numbersOf(cell, cut + counters.length, names), at * width);
  numbers.set(block.numbers.subarray(after * width), (at + 1) * width);
  for (let next = at + 1; next < days.length; next += 1)
    numbers[next * width] = (numbers[next * width] as number) + counters.length - (rest - cut);
  return { month: block.month, days, ids, values, numbers, inherited: withInherited(block, cell, names) };
}

function numbersOf(cell: Cell, end: number, names: Names): number[] {
  const { facts, digest, tag, rev, broke, lifted } = cell;
  return [end, facts, ...halves(digest, names), ...halves(tag, names), rev, broke, lifted];
}

function withInherited({ inherited }: CellBlock, cell: Cell, { ids }: Names): CellBlock['inherited'] {
  if (!cell.inherited && !inherited.has(cell.day)) return inherited;
  const next = new Map(inherited);
  next.delete(cell.day);
  if (cell.inherited) {
    const { site, facts, counters } = cell.inherited;
    const run = runOf(
      counters.map((counter) => ids.of(counter)),
      counters.map(({ value }) => value),
    );
    next.set(cell.day, { site, facts, run });
  }
  return next;
}

/** The cell at an index, as it was set. */
export function cellAt(
  block: CellBlock,
  at: number,
  place: Pick<Cell, 'source' | 'unit'>,
  names: Names,
): Cell {
  const day = block.days[at] as LocalDay;
  const number = (index: number): number => block.numbers[at * width + index] as number;
  const inherited = block.inherited.get(day);
  return {
    ...place,
    day,
    counters: [...names.ids.contributions(runBetween(block, at, at + 1))],
    facts: number(1),
    digest: whole(number(2), number(3), names),
    ...(inherited ? { inherited: inheritedOf(inherited, names) } : {}),
    rev: number(6),
    tag: whole(number(4), number(5), names),
    broke: number(7),
    lifted: number(8),
  };
}

const inheritedOf = ({ site, facts, run }: InheritedRun, { ids }: Names): Inherited => ({
  site,
  counters: [...ids.contributions(run)],
  facts,
});

export function stampAt({ numbers }: CellBlock, at: number, names: Names): Pick<Cell, 'rev' | 'tag'> {
  const number = (index: number): number => numbers[at * width + index] as number;
  return { rev: number(6), tag: whole(number(4), number(5), names) };
}

const sixteenDigits = /^[0-9a-f]{16}$/;

function halves(text: string, { texts }: Names): [number, number] {
  if (sixteenDigits.test(text))
    return [Number.parseInt(text.slice(0, 8), 16), Number.parseInt(text.slice(8), 16)];
  const known = texts.indexOf(text);
  return [-1, known < 0 ? texts.push(text) - 1 : known];
}

function whole(high: number, low: number, { texts }: Names): string {
  if (high < 0) return texts[low] as string;
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
