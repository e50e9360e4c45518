import {
  addDays,
  type Hierarchy,
  instantOf,
  type Instant,
  type LocalDay,
  type UnitKey,
} from '@lienthong/domain';
import type { CellBook } from './cell.ts';
import type { Counter } from './counter.ts';
import { createDimensionSums, type DimensionSum } from './dimension-sums.ts';
import type { UnitFreshness } from './freshness.ts';
import { contribution, findIndicator, type Indicator, recordSources } from './indicators.ts';
import { placeUnder } from './placement.ts';
import type { RollupSelection } from './selection.ts';
import { sumsByDay } from './sums-by-day.ts';

export interface RollupRow {
  unit: UnitKey;
  unitName: string;
  day: LocalDay | '';
  indicator: string;
  field: string;
  channel: string;
  value: number;
  unitsComplete: number;
  unitsTotal: number;
  asOf: Instant | undefined;
  stale: boolean;
  marked: boolean;
}

export type Standing = Pick<RollupRow, 'unitsComplete' | 'unitsTotal' | 'asOf' | 'stale' | 'marked'>;

/** What a roll-up is made from. */
export interface RollupSources {
  hierarchy: Hierarchy;
  /** By source. */
  cells: (source: string) => CellBook;
  /** Units whose numbers are expected at this level: those that a site of the registry owns and counts. */
  reportingUnits: readonly UnitKey[];
  /** Whether the caller may see a unit: under another date a row can hold units beside the one that was asked for. */
  visible: (unit: UnitKey) => boolean;
  freshness: (unit: UnitKey, source: string) => UnitFreshness;
  businessNow: Instant;
  /** How far behind the business clock an idle unit may be and still count as complete: the rhythm of the watermarks. */
  toleranceMs: number;
}

/** As-of moves in steps: a period is not incomplete for its last minute. */
const lastMinuteMs = 60_000;

/** Units of the selection under the hierarchy's date, by the row that they are summed into. */
export function groupUnits(selection: RollupSelection, sources: RollupSources): Map<UnitKey, UnitKey[]> {
  const { hierarchy, visible } = sources;
  const groups = new Map<UnitKey, UnitKey[]>();
  if (selection.groupBy === 'total') groups.set(selection.unit, []);
  for (const unit of unitsOf(sources)) {
    if (!visible(unit)) continue;
    const chain = placeUnder(hierarchy, unit, selection.hierarchyDate);
    const position = chain.indexOf(selection.unit);
    if (position < 0) continue;
    const row =
      selection.groupBy === 'total'
        ? selection.unit
        : selection.groupBy === 'children'
          ? (chain[position - 1] ?? selection.unit)
          : (chain[0] ?? unit);
    const members = groups.get(row);
    if (members) members.push(unit);
    else groups.set(row, [unit]);
  }
  return groups;
}

/** Every unit that is expected to report or has reported, whatever the source. */
export function unitsOf({
  reportingUnits,
  cells,
}: Pick<RollupSources, 'reportingUnits' | 'cells'>): Set<UnitKey> {
  return new Set([...reportingUnits, ...recordSources.flatMap((source) => cells(source).units())]);
}

/** Sums of the selection: the same cells under any grouping, so that a merger is another grouping and not a migration. */
export function rollUp(selection: RollupSelection, sources: RollupSources): RollupRow[] {
  const indicators = selection.indicators.flatMap((name) => findIndicator(name) ?? []);
  const days = selection.byDay ? daysOf(selection) : [''];
  return [...groupUnits(selection, sources)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([row, units]) => {
      const unitName = nameOf(row, sources);
      const standings = new Map<readonly string[], Standing>();
      const standingFor = (indicator: Indicator): Standing => {
        const known = standings.get(indicator.sources);
        const standing = known ?? standingOf(units, indicator, selection, sources);
        standings.set(indicator.sources, standing);
        return standing;
      };
      return indicators.flatMap((indicator) => {
        const standing = standingFor(indicator);
        const sums = selection.byDay
          ? sumsByDay({ units, indicator, dimensions: selection, cells: sources.cells }, days)
          : [sumUp(units, indicator, selection, sources)];
        return days.flatMap((day, index) => {
          const common = { unit: row, unitName, day, indicator: indicator.name };
          return (sums[index] ?? []).map((sum) => ({ ...common, ...sum, ...standing }));
        });
      });
    });
}

/** What an indicator of a unit is summed from: the flows of these days, or all that makes the stock at the end of the last one. */
export function countersOf(
  unit: UnitKey,
  indicator: Indicator,
  { from, to }: { from: LocalDay; to: LocalDay },
  { cells }: Pick<RollupSources, 'cells'>,
): Iterable<Counter>[] {
  return indicator.sources.flatMap((source) =>
    indicator.kind === 'stock' ? cells(source).stock(unit, to) : cells(source).flows(unit, from, to),
  );
}

/** A unit's name for people; its key where the register has lost it. */
export function nameOf(unit: UnitKey, { hierarchy }: Pick<RollupSources, 'hierarchy'>): string {
  return hierarchy.find(unit)?.name ?? unit;
}

function sumUp(
  units: readonly UnitKey[],
  indicator: Indicator,
  selection: RollupSelection,
  sources: RollupSources,
): DimensionSum[] {
  const sums = createDimensionSums(selection);
  for (const unit of units)
    for (const counters of countersOf(unit, indicator, selection, sources))
      for (const counter of counters) sums.add(counter, contribution(indicator, counter, selection.to));
  return sums.rows();
}

/** How far an indicator of units can be trusted: as far as the source that is least complete. */
export function standingOf(
  units: readonly UnitKey[],
  { sources: used }: Pick<Indicator, 'sources'>,
  selection: Pick<RollupSelection, 'to'>,
  sources: RollupSources,
): Standing {
  const fresh = units.map((unit) => used.map((source) => sources.freshness(unit, source)));
  const end = instantOf(addDays(selection.to, 1)) - lastMinuteMs;
  const wanted = Math.min(end, sources.businessNow - sources.toleranceMs);
  const known = fresh.map((ofUnit) => earliest(ofUnit.map(({ completeAsOf }) => completeAsOf)));
  return {
    unitsComplete: known.filter((asOf) => asOf !== undefined && asOf >= wanted).length,
    unitsTotal: units.length,
    asOf: earliest(known),
    stale: fresh.flat().some(({ stale }) => stale),
    marked: used.some((source) => units.some((unit) => sources.cells(source).isMarked(unit, selection.to))),
  };
}

/** Undefined where one is unknown, or there is none. */
function earliest(known: readonly (Instant | undefined)[]): Instant | undefined {
  return known.every((asOf) => asOf !== undefined) && known.length > 0 ? Math.min(...known) : undefined;
}

function daysOf({ from, to }: Pick<RollupSelection, 'from' | 'to'>): LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}
