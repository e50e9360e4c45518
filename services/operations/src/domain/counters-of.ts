import { type Contribution, contributionKey, type LocalDay, type UnitKey } from '@lienthong/domain';
import type { Indicator } from '@lienthong/indicators';
import type { Cell, CellBook } from './cell.ts';

/** Counters of one cell that make an indicator of a unit. */
export interface CountedCell {
  cell: Cell;
  counters: readonly Contribution[];
}

/** The cells of a unit and period with what of them makes an indicator: of a gauge what was measured last, of all else everything. */
export function cellsOf(
  unit: UnitKey,
  { aggregation, counter }: Pick<Indicator, 'aggregation' | 'counter'>,
  { from, to }: { from: LocalDay; to: LocalDay },
  books: readonly CellBook[],
): CountedCell[] {
  return books.flatMap((book) => {
    const cells = book.between(unit, from, to);
    return aggregation === 'last'
      ? lastOnes(cells, counter)
      : cells.map((cell) => ({ cell, counters: cell.counters }));
  });
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
