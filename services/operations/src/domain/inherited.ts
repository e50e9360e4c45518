import type { Contribution, LocalDay } from '@lienthong/domain';
import type { Cell, Inherited } from './cell.ts';

/** A part of a number whose facts are not at the unit's site. */
export interface InheritedPart {
  /** Who signed it then; empty: the unit's site has no word of these days. */
  site: string;
  value: number;
  /** How many facts it was counted from, of all indicators. */
  facts: number;
  firstDay: LocalDay;
  lastDay: LocalDay;
}

/** What the unit's site says of a day when it is asked for its facts. */
interface Told {
  day: LocalDay;
  facts: number;
}

/**
 * The parts of the cells that no fact of the unit's site stands behind, by who signed them: what it took over by decision, and whole days
 * of which it has no word, as before anybody has decided about a former owner's.
 *
 * @param sum what counters add to the number that is explained.
 */
export function inheritedParts(
  cells: readonly Cell[],
  told: readonly Told[],
  sum: (counters: readonly Contribution[]) => number,
): InheritedPart[] {
  const known = new Set(told.filter(({ facts }) => facts > 0).map(({ day }) => day));
  const parts = new Map<string, InheritedPart>();
  for (const cell of cells) {
    const inherited = cell.inherited ?? (known.has(cell.day) ? undefined : wholeOf(cell));
    if (!inherited) continue;
    const value = sum(inherited.counters);
    if (value === 0) continue;
    const { day } = cell;
    const { site, facts } = inherited;
    const part = parts.get(site) ?? { site, value: 0, facts: 0, firstDay: day, lastDay: day };
    parts.set(site, {
      site,
      value: part.value + value,
      facts: part.facts + facts,
      firstDay: day < part.firstDay ? day : part.firstDay,
      lastDay: day > part.lastDay ? day : part.lastDay,
    });
  }
  return [...parts.values()].sort((a, b) => (a.site < b.site ? -1 : 1));
}

const wholeOf = ({ counters, facts }: Cell): Inherited => ({ site: '', counters, facts });
