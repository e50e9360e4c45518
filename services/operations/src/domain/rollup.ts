import {
  addDays,
  type Dimension,
  type Hierarchy,
  instantOf,
  type Instant,
  type LocalDay,
  refuseField,
  type UnitKey,
} from '@lienthong/domain';
import type { Catalogue } from '@lienthong/indicators';
import type { CellBook } from './cell.ts';
import type { UnitFreshness } from './freshness.ts';
import { placeUnder } from './placement.ts';
import { createRowValues, type RowUnits, type RowValues } from './row-values.ts';
import type { Grouping, RollupSelection } from './selection.ts';
import type { ValueMemory } from './value-memory.ts';

export interface RollupRow {
  unit: UnitKey;
  unitName: string;
  groupBy: Grouping;
  day: LocalDay | '';
  indicator: string;
  dimensions: readonly Dimension[];
  /** Undefined: unknown, which is never zero. */
  value: number | undefined;
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
  catalogue: Catalogue;
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
  /** What is kept of units for the next question; left out: nothing is. */
  memory?: ValueMemory | undefined;
}

/** As-of moves in steps: a period is not incomplete for its last minute. */
const lastMinuteMs = 60_000;

/** Units by the row that they are summed into. */
export type Groups = ReadonlyMap<UnitKey, readonly UnitKey[]>;

/** Units of the selection that count on a channel, under the hierarchy's date, by the rows of a grouping. */
export type GroupUnits = (channel: string, groupBy: Grouping) => Groups;

/** Finds the place of each unit once, whatever is asked of it. */
export function createGroups(
  { unit: top, hierarchyDate }: Pick<RollupSelection, 'unit' | 'hierarchyDate'>,
  sources: RollupSources,
): GroupUnits {
  const { hierarchy, visible } = sources;
  const placed = memoized((channel: string) =>
    [...unitsOf(channel, sources)].filter(visible).flatMap((unit) => {
      const chain = placeUnder(hierarchy, unit, hierarchyDate);
      const at = chain.indexOf(top);
      return at < 0 ? [] : [{ unit, child: chain[at - 1] ?? top, counting: chain[0] ?? unit }];
    }),
  );
  const group = (channel: string, groupBy: Grouping): Groups => {
    const groups = new Map<UnitKey, UnitKey[]>(groupBy === 'total' ? [[top, []]] : []);
    for (const { unit, child, counting } of placed(channel)) {
      const row = { total: top, children: child, counting_unit: counting }[groupBy];
      const members = groups.get(row);
      if (members) members.push(unit);
      else groups.set(row, [unit]);
    }
    return groups;
  };
  const total = memoized((channel) => group(channel, 'total'));
  const children = memoized((channel) => group(channel, 'children'));
  const counting_unit = memoized((channel) => group(channel, 'counting_unit'));
  return (channel, groupBy) => ({ total, children, counting_unit })[groupBy](channel);
}

/** Every unit that is expected to report on a channel, or has reported there. */
export function unitsOf(
  channel: string,
  { expected, cells }: Pick<RollupSources, 'expected' | 'cells'>,
): Set<UnitKey> {
  return new Set([...expected(channel), ...cells(channel).units()]);
}

/** The values of a selection. What they are of is decided by the versions of the day `on`. */
export function valuesFor(
  selection: Pick<RollupSelection, 'from' | 'to' | 'splitBy' | 'dimensions'>,
  { on, days = [] }: { on: LocalDay; days?: readonly LocalDay[] },
  { catalogue, cells, freshness, memory }: RollupSources,
): RowValues {
  const hasReported = (unit: UnitKey, channel: string): boolean =>
    cells(channel).has(unit) || freshness(unit, channel).completeAsOf !== undefined;
  return createRowValues({ selection, days, on }, { catalogue, cells, hasReported, memory });
}

/** Rows of one answer: more do not fit into a message, and nothing else of the process runs while they are made. */
const mostRows = 40_000;

function checkRows(count: number): void {
  if (count > mostRows)
    refuseField('selection', 'TOO_MANY', `at most ${mostRows} rows: take fewer days, indicators or units`, {
      most: String(mostRows),
    });
}

/**
 * Values of the selection: the same cells under any grouping, so that a merger is another grouping and not a migration.
 *
 * @throws Refusal `INVALID_FIELD` (`TOO_MANY`) for a selection of too many rows, before they are made where they can be foreseen.
 */
export function rollUp(selection: RollupSelection, sources: RollupSources): RollupRow[] {
  const { catalogue } = sources;
  const on = selection.to;
  const days = selection.byDay ? daysOf(selection) : [];
  const indicators = selection.indicators
    .flatMap((code) => catalogue.findIndicator(code, on) ?? [])
    .map((indicator) => {
      const own = catalogue.channelsOf(indicator, on);
      return { indicator, channels: own, channelsText: own.join(' ') };
    });
  const channels = new Set(indicators.flatMap((one) => one.channels));
  const unitsIn = createGroups(selection, sources);
  const values = valuesFor(selection, { on, days }, sources);

  function rowsOf(groupBy: Grouping, row: UnitKey): RollupRow[] {
    const unitName = nameOf(row, sources);
    const units: RowUnits = (channel) => unitsIn(channel, groupBy).get(row) ?? [];
    const standing = memoized((of: string) => standingOf(units, of.split(' '), selection, sources));
    return indicators.flatMap(({ indicator, channels: own, channelsText }) => {
      if (!own.some((channel) => unitsIn(channel, groupBy).has(row))) return [];
      const common = { unit: row, unitName, groupBy, indicator: indicator.code };
      return values
        .of(indicator, units)
        .flatMap((ofDay, at) =>
          ofDay.map((value) => ({ ...common, day: days[at] ?? '', ...value, ...standing(channelsText) })),
        );
    });
  }

  const places = selection.groupBy.flatMap((groupBy) => {
    const rows = new Set([...channels].flatMap((channel) => [...unitsIn(channel, groupBy).keys()]));
    return [...rows].sort().map((row) => ({ groupBy, row }));
  });
  // Where they are split, each is at least one.
  checkRows(places.length * indicators.length * Math.max(days.length, 1));
  const made: RollupRow[] = [];
  for (const { groupBy, row } of places) {
    for (const one of rowsOf(groupBy, row)) made.push(one);
    checkRows(made.length);
  }
  return made;
}

/** A unit's name for people; its key where the register has lost it. */
export function nameOf(unit: UnitKey, { hierarchy }: Pick<RollupSources, 'hierarchy'>): string {
  return hierarchy.find(unit)?.name ?? unit;
}

/** How far a number of units can be trusted: each as far as the least complete of the channels on which it counts. */
export function standingOf(
  units: RowUnits,
  channels: readonly string[],
  { to }: Pick<RollupSelection, 'to'>,
  sources: RollupSources,
): Standing {
  const fresh = new Map<UnitKey, UnitFreshness[]>();
  for (const channel of channels)
    for (const unit of units(channel))
      fresh.set(unit, [...(fresh.get(unit) ?? []), sources.freshness(unit, channel)]);
  const end = instantOf(addDays(to, 1)) - lastMinuteMs;
  const wanted = Math.min(end, sources.businessNow - sources.toleranceMs);
  const all = [...fresh.values()];
  const known = all.map((ofUnit) => earliest(ofUnit.map(({ completeAsOf }) => completeAsOf)));
  return {
    unitsComplete: known.filter((asOf) => asOf !== undefined && asOf >= wanted).length,
    unitsTotal: fresh.size,
    asOf: earliest(known),
    stale: all.flat().some(({ stale }) => stale),
    marked: channels.some((channel) =>
      units(channel).some((unit) => sources.cells(channel).isMarked(unit, to)),
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

function memoized<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key) as T;
  };
}
