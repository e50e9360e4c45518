import type { Unit } from '../../api/directory.ts';
import type { RollupRow, RollupUpdate } from '../../api/operations.ts';

/** Rows by what they are about; a row that comes again replaces the one before. */
export type Rows = ReadonlyMap<string, RollupRow>;

/** A row without its day and dimensions: the whole of today. */
export type RowPlace = Pick<RollupRow, 'groupBy' | 'unit'>;
type RowKey = RowPlace & Pick<RollupRow, 'indicator'> & Partial<Pick<RollupRow, 'day' | 'dimensions'>>;

const keyOf = ({ groupBy, unit, day = '', indicator, dimensions = [] }: RowKey): string =>
  [groupBy, unit, day, indicator, ...dimensions.map(({ name, value }) => `${name}=${value}`)].join('|');

/** A snapshot is everything; anything else is only what changed. */
export function applyUpdate(rows: Rows, update: RollupUpdate): Rows {
  const next = new Map(update.snapshot ? [] : rows);
  for (const row of update.rows) next.set(keyOf(row), row);
  return next;
}

/** A number with what it rests on. */
export interface Figure {
  /** In units of the indicator's last decimal; undefined: unknown. */
  value: number | undefined;
  /** Units that report. */
  total: number;
  /** Those of them whose data is complete to now. */
  complete: number;
  /** The earliest "complete as of" of the units; absent: not known of each of them. */
  asOf?: string | undefined;
  /** Communes behind it that have not been heard of lately: their part of the number may be old. */
  silent: Unit[];
  stale: boolean;
  marked: boolean;
}

/** The row of a place, as the server counted it: nothing is added up here. @param communes those behind it. */
export function findFigure(
  rows: Rows,
  place: RowPlace,
  indicator: string,
  communes: readonly Unit[],
): Figure {
  const row = rows.get(keyOf({ ...place, indicator }));
  const isSilent = ({ key }: Unit): boolean =>
    rows.get(keyOf({ groupBy: 'GROUP_BY_COUNTING_UNIT', unit: key, indicator }))?.stale ?? false;
  return {
    value: row?.value,
    total: row?.unitsTotal ?? 0,
    complete: row?.unitsComplete ?? 0,
    asOf: row?.asOf,
    silent: communes.filter(isSilent),
    stale: row?.stale ?? false,
    marked: row?.marked ?? false,
  };
}

/** Keys of the units that send their numbers here. */
export const reportingUnits = (rows: Rows): ReadonlySet<string> =>
  new Set(
    [...rows.values()].flatMap(({ groupBy, unit }) => (groupBy === 'GROUP_BY_COUNTING_UNIT' ? [unit] : [])),
  );

export interface Group {
  unit: Unit;
  /** The communes that are summed: the unit's own subtree, or the unit itself. */
  communes: Unit[];
}

export const doesReport = (reporting: ReadonlySet<string>, { communes }: Group): boolean =>
  communes.some(({ key }) => reporting.has(key));

/** Where there are numbers first: on a small screen the rest lies below it. */
export const reportingFirst = (reporting: ReadonlySet<string>, groups: readonly Group[]): Group[] =>
  [...groups].sort((a, b) => Number(doesReport(reporting, b)) - Number(doesReport(reporting, a)));

/** The units directly below `top` with the communes under each. */
export function groupsOf(units: readonly Unit[], top: string): Group[] {
  const below = new Map<string, Unit[]>();
  for (const unit of units) below.set(unit.parent, [...(below.get(unit.parent) ?? []), unit]);
  const communesOf = (unit: Unit): Unit[] =>
    unit.level === 'UNIT_LEVEL_COMMUNE' ? [unit] : (below.get(unit.key) ?? []).flatMap(communesOf);
  return (below.get(top) ?? []).map((unit) => ({ unit, communes: communesOf(unit) }));
}

/** A unit's value of each day, in the order of the days; undefined: unknown. */
export function dailyValues(
  rows: readonly RollupRow[],
  unit: string,
  indicator: string,
  days: readonly string[],
): (number | undefined)[] {
  const own = rows.filter((row) => row.unit === unit && row.indicator === indicator);
  const values = new Map(own.map((row) => [row.day, row?.value]));
  return days.map((day) => values.get(day));
}
