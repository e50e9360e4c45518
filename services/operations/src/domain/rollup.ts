import {
  addDays,
  type Dimension,
  type Hierarchy,
  instantOf,
  type Instant,
  type LocalDay,
  type UnitKey,
} from '@lienthong/domain';
import type { CellBook } from './cell.ts';
import { contributes, type Indicator } from './catalogue.ts';
import { countersOf } from './counters-of.ts';
import type { UnitFreshness } from './freshness.ts';
import { placeUnder } from './placement.ts';
import type { RollupSelection } from './selection.ts';
import { createSplitValues, type SplitValue } from './split-values.ts';
import { valuesByDay } from './values-by-day.ts';

export interface RollupRow {
  unit: UnitKey;
  unitName: string;
  day: LocalDay | '';
  indicator: string;
  dimensions: readonly Dimension[];
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
  findIndicator: (code: string) => Indicator | undefined;
  /** By channel. */
  cells: (channel: string) => CellBook;
  /** Units whose numbers are expected on a channel: those that a site of the registry owns, of the levels that the source names. */
  expected: (channel: string) => readonly UnitKey[];
  /** Whether the caller may see a unit: under another date a row can hold units beside the one that was asked for. */
  visible: (unit: UnitKey) => boolean;
  freshness: (unit: UnitKey, channel: string) => UnitFreshness;
  businessNow: Instant;
  /** How far behind the business clock an idle unit may be and still count as complete: the rhythm of the watermarks. */
  toleranceMs: number;
}

/** As-of moves in steps: a period is not incomplete for its last minute. */
const lastMinuteMs = 60_000;

/** Units of the selection that count on these channels, under the hierarchy's date, by the row that they are summed into. */
export function groupUnits(
  selection: RollupSelection,
  channels: readonly string[],
  sources: RollupSources,
): Map<UnitKey, UnitKey[]> {
  const { hierarchy, visible } = sources;
  const groups = new Map<UnitKey, UnitKey[]>();
  if (selection.groupBy === 'total') groups.set(selection.unit, []);
  for (const unit of unitsOf(channels, sources)) {
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

/** Every unit that is expected to report on one of these channels, or has reported there. */
export function unitsOf(
  channels: readonly string[],
  { expected, cells }: Pick<RollupSources, 'expected' | 'cells'>,
): Set<UnitKey> {
  return new Set(channels.flatMap((channel) => [...expected(channel), ...cells(channel).units()]));
}

/** Values of the selection: the same cells under any grouping, so that a merger is another grouping and not a migration. */
export function rollUp(selection: RollupSelection, sources: RollupSources): RollupRow[] {
  const indicators = selection.indicators.flatMap((code) => sources.findIndicator(code) ?? []);
  const days = selection.byDay ? daysOf(selection) : [''];
  const groups = new Map<readonly string[], Map<UnitKey, UnitKey[]>>();
  for (const { channels } of indicators)
    if (!groups.has(channels)) groups.set(channels, groupUnits(selection, channels, sources));
  return [...new Set([...groups.values()].flatMap((ofChannels) => [...ofChannels.keys()]))]
    .sort()
    .flatMap((row) => {
      const unitName = nameOf(row, sources);
      const standings = new Map<readonly string[], Standing>();
      const standingFor = (indicator: Indicator, units: readonly UnitKey[]): Standing => {
        const known = standings.get(indicator.channels);
        const standing = known ?? standingOf(units, indicator, selection, sources);
        standings.set(indicator.channels, standing);
        return standing;
      };
      return indicators.flatMap((indicator) => {
        const units = groups.get(indicator.channels)?.get(row);
        if (!units) return [];
        const standing = standingFor(indicator, units);
        const values = selection.byDay
          ? valuesByDay({ units, indicator, split: selection, cells: sources.cells }, days)
          : [valuesOf(units, indicator, selection, sources)];
        return days.flatMap((day, index) => {
          const common = { unit: row, unitName, day, indicator: indicator.code };
          return (values[index] ?? []).map((value) => ({ ...common, ...value, ...standing }));
        });
      });
    });
}

/** A unit's name for people; its key where the register has lost it. */
export function nameOf(unit: UnitKey, { hierarchy }: Pick<RollupSources, 'hierarchy'>): string {
  return hierarchy.find(unit)?.name ?? unit;
}

function valuesOf(
  units: readonly UnitKey[],
  indicator: Indicator,
  selection: RollupSelection,
  { cells }: RollupSources,
): SplitValue[] {
  const values = createSplitValues(indicator.aggregate, selection);
  for (const unit of units)
    for (const counters of countersOf(unit, indicator, selection, cells))
      for (const counter of counters) if (contributes(indicator, counter, selection.to)) values.add(counter);
  return values.rows();
}

/** How far an indicator of units can be trusted: as far as the channel that is least complete. */
export function standingOf(
  units: readonly UnitKey[],
  { channels }: Pick<Indicator, 'channels'>,
  selection: Pick<RollupSelection, 'to'>,
  sources: RollupSources,
): Standing {
  const fresh = units.map((unit) => channels.map((channel) => sources.freshness(unit, channel)));
  const end = instantOf(addDays(selection.to, 1)) - lastMinuteMs;
  const wanted = Math.min(end, sources.businessNow - sources.toleranceMs);
  const known = fresh.map((ofUnit) => earliest(ofUnit.map(({ completeAsOf }) => completeAsOf)));
  return {
    unitsComplete: known.filter((asOf) => asOf !== undefined && asOf >= wanted).length,
    unitsTotal: units.length,
    asOf: earliest(known),
    stale: fresh.flat().some(({ stale }) => stale),
    marked: channels.some((channel) =>
      units.some((unit) => sources.cells(channel).isMarked(unit, selection.to)),
    ),
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
