import { type Contribution, contributionKey, type LocalDay, type UnitKey } from '@lienthong/domain';
import type { Indicator } from './catalogue.ts';
import type { Cell, CellBook } from './cell.ts';

/** Counters of one cell that make an indicator of a unit. */
export interface CountedCell {
  cell: Cell;
  counters: readonly Contribution[];
}

type Books = (channel: string) => CellBook;

/** The cells of a unit and period with what of them makes an indicator: of a gauge what was measured last, of all else everything. */
export function cellsOf(
  unit: UnitKey,
  indicator: Pick<Indicator, 'channels' | 'counter' | 'aggregate'>,
  { from, to }: { from: LocalDay; to: LocalDay },
  books: Books,
): CountedCell[] {
  return indicator.channels.flatMap((channel) => {
    const cells = books(channel).between(unit, from, to);
    return indicator.aggregate === 'last'
      ? lastOnes(cells, indicator.counter)
      : cells.map((cell) => ({ cell, counters: cell.counters }));
  });
}

/** What an indicator of a unit is made from: the cells of these days, or all that makes the stock at the end of the last one. */
export function countersOf(
  unit: UnitKey,
  indicator: Indicator,
  days: { from: LocalDay; to: LocalDay },
  books: Books,
): Iterable<Contribution>[] {
  return indicator.kind === 'stock'
    ? indicator.channels.flatMap((channel) => books(channel).stock(unit, days.to))
    : cellsOf(unit, indicator, days, books).map(({ counters }) => counters);
}

function lastOnes(cells: readonly Cell[], indicator: string): CountedCell[] {
  const last = new Map<string, Cell>();
  const keysOf = ({ counters }: Cell): string[] =>
    counters.filter((one) => one.indicator === indicator).map(contributionKey);
  for (const cell of [...cells].sort((a, b) => (a.day < b.day ? -1 : 1)))
    for (const key of keysOf(cell)) last.set(key, cell);
  return cells.map((cell) => ({
    cell,
    counters: cell.counters.filter((one) => last.get(contributionKey(one)) === cell),
  }));
}
