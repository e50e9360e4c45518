import type { LocalDay } from '@lienthong/domain';
import type { Cell } from './cell.ts';

/** Whether what the commune folds now is what the cells here were folded from: same number of facts, same digest, every day. */
export function factsAgree(
  cells: readonly Cell[],
  tallies: readonly { day: LocalDay; facts: number; digest: string }[],
): boolean {
  const byDay = new Map(tallies.map((tally) => [tally.day, tally]));
  return cells.every((cell) => {
    const tally = byDay.get(cell.day);
    return tally?.facts === cell.facts && tally.digest === cell.digest;
  });
}
