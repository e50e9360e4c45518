import type { Unit } from '../../api/directory.ts';
import { type Place, toneOf } from './layout.ts';
import { findFigure } from './rollup.ts';
import { bySeverity, type UnitTrust } from './trust.ts';
import type { Board } from './use-board.ts';

/** What is not as it should be at a unit: its numbers cannot be trusted, or one of them is beyond what the board calls good. */
export type Exception = { unit: Unit; parent: string } & (
  | { kind: 'trust'; trust: UnitTrust }
  | { kind: 'number'; place: Place; value: number; isStale: boolean }
);

/** Where the last step is the bad one, more is worse; otherwise less is. */
const isMoreWorse = ({ colour }: Place): boolean => toneOf(Number.POSITIVE_INFINITY, colour) === 'late';

/** Of all communes that are connected: first whom nobody can believe, then numbers, by column, the worst first. */
export function findExceptions({
  groups,
  layout,
  live,
}: Pick<Board, 'groups' | 'layout' | 'live'>): Exception[] {
  const communes = groups.flatMap(({ unit, communes: below }) =>
    below.map((commune) => ({ unit: commune, parent: commune.key === unit.key ? '' : unit.name })),
  );
  const untrusted = communes
    .flatMap((one): (Exception & { kind: 'trust' })[] => {
      const trust = live.trust.get(one.unit.key);
      return trust?.trust === 'stale' || trust?.trust === 'doubtful'
        ? [{ ...one, kind: 'trust', trust }]
        : [];
    })
    .sort((a, b) => bySeverity(b.trust, a.trust));
  const numbers = layout.columns.flatMap((place) => {
    const worse = isMoreWorse(place) ? 1 : -1;
    return communes
      .flatMap((one): (Exception & { kind: 'number' })[] => {
        const at = { groupBy: 'GROUP_BY_COUNTING_UNIT', unit: one.unit.key } as const;
        const { value, stale } = findFigure(live, at, place.indicator.code);
        if (value === undefined || toneOf(value, place.colour) !== 'late') return [];
        return [{ ...one, kind: 'number', place, value, isStale: stale }];
      })
      .sort((a, b) => worse * (b.value - a.value));
  });
  return [...untrusted, ...numbers];
}
