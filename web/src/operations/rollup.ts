import type { Unit } from '../api/directory.ts';
import type { RollupRow, RollupUpdate } from '../api/operations.ts';

/** Rows by what they are about; a row that comes again replaces the one before. */
export type Rows = ReadonlyMap<string, RollupRow>;

const keyOf = ({ unit, day, indicator, dimensions = [] }: RowKey): string =>
  [unit, day, indicator, ...dimensions.map(({ name, value }) => `${name}=${value}`)].join('|');
type RowKey = Pick<RollupRow, 'unit' | 'day' | 'indicator'> & Partial<Pick<RollupRow, 'dimensions'>>;

/** A snapshot is everything; anything else is only what changed. */
export function applyUpdate(rows: Rows, update: RollupUpdate): Rows {
  const next = new Map(update.snapshot ? [] : rows);
  for (const row of update.rows) next.set(keyOf(row), row);
  return next;
}

/** A number with what it rests on. */
export interface Figure {
  value: number;
  /** Units that report: those that have a row. */
  total: number;
  /** Those of them whose data is complete to now. */
  complete: number;
  /** The earliest "complete as of" of the units; absent: not known of each of them. */
  asOf?: string | undefined;
  /** Whether anything has come from any of them. */
  known: boolean;
  /** Those of them that have not been heard of lately: their part of the number may be old. */
  silent: Unit[];
  stale: boolean;
  marked: boolean;
}

/** Sums an indicator over communes. A commune without a row does not report: it is not in the number, and not in its total. */
export function foldFigure(rows: Rows, communes: readonly Unit[], indicator: string, day = ''): Figure {
  const rowOf = ({ key }: Unit): RollupRow | undefined => rows.get(keyOf({ unit: key, day, indicator }));
  const found = communes.flatMap((unit) => rowOf(unit) ?? []);
  const silent = communes.filter((unit) => rowOf(unit)?.stale);
  const times = found.map((row) => row.asOf).filter((asOf) => asOf !== undefined);
  return {
    value: found.reduce((sum, row) => sum + Number(row.value), 0),
    total: found.length,
    complete: found.filter((row) => row.unitsComplete > 0).length,
    asOf: times.length === found.length ? times.reduce(earlier, undefined) : undefined,
    known: times.length > 0 || found.some((row) => Number(row.value) !== 0),
    silent,
    stale: silent.length > 0,
    marked: found.some((row) => row.marked),
  };
}

const earlier = (a: string | undefined, b: string): string =>
  a === undefined || Date.parse(b) < Date.parse(a) ? b : a;

/** Whether any of them sends its numbers here. */
export const doReport = (rows: Rows, communes: readonly Unit[]): boolean =>
  foldFigure(rows, communes, 'received').total > 0;

export const finishedIndicators = ['finished_early', 'finished_on_time', 'finished_late'] as const;

/** Finished in time of all finished, from the parts: ratios are never averaged. */
export interface OnTime extends Figure {
  /** Early and on time. */
  inTime: number;
}

export function foldOnTime(rows: Rows, communes: readonly Unit[], day = ''): OnTime {
  const [early, onTime, late] = finishedIndicators.map((name) => foldFigure(rows, communes, name, day)) as [
    Figure,
    Figure,
    Figure,
  ];
  return {
    ...early,
    known: early.known || onTime.known || late.known,
    value: early.value + onTime.value + late.value,
    inTime: early.value + onTime.value,
  };
}

/** Where there are numbers first: on a small screen the rest lies below it. */
export const reportingFirst = (rows: Rows, groups: readonly Group[]): Group[] =>
  [...groups].sort((a, b) => Number(doReport(rows, b.communes)) - Number(doReport(rows, a.communes)));

export interface Group {
  unit: Unit;
  /** The communes that are summed: the unit's own subtree, or the unit itself. */
  communes: Unit[];
}

/** The units directly below `top` with the communes under each. */
export function groupsOf(units: readonly Unit[], top: string): Group[] {
  const below = new Map<string, Unit[]>();
  for (const unit of units) below.set(unit.parent, [...(below.get(unit.parent) ?? []), unit]);
  const communesOf = (unit: Unit): Unit[] =>
    unit.level === 'commune' ? [unit] : (below.get(unit.key) ?? []).flatMap(communesOf);
  return (below.get(top) ?? []).map((unit) => ({ unit, communes: communesOf(unit) }));
}

/** A unit's value of each day, in the order of the days. */
export function dailyValues(
  rows: readonly RollupRow[],
  unit: string,
  indicators: readonly string[],
  days: readonly string[],
): number[] {
  const sums = new Map<string, number>();
  for (const row of rows)
    if (row.unit === unit && indicators.includes(row.indicator))
      sums.set(row.day, (sums.get(row.day) ?? 0) + Number(row.value));
  return days.map((day) => sums.get(day) ?? 0);
}
