import type { LocalDay } from '@lienthong/domain';
import type { Cell } from './cell.ts';

type Summary = Pick<Cell, 'day' | 'facts' | 'digest'>;

/**
 * Whether what the commune folds now is what the cells here were folded from: the same days, of each the same number of facts with the
 * same digest. A day without facts is as good as none.
 */
export function factsAgree(cells: readonly Summary[], tallies: readonly Summary[]): boolean {
  const here = byDay(cells);
  const there = byDay(tallies);
  return here.size === there.size && [...here].every(([day, what]) => there.get(day) === what);
}

const byDay = (summaries: readonly Summary[]): Map<LocalDay, string> =>
  new Map(
    summaries.filter(({ facts }) => facts > 0).map(({ day, facts, digest }) => [day, `${facts} ${digest}`]),
  );
