import type { Unit } from '../../api/directory.ts';
import type { Freshness, RollupRow, RollupUpdate } from '../../api/operations.ts';

/** Rows by what they are about; a row that comes again replaces the one before. */
export type Rows = ReadonlyMap<string, RollupRow>;

/** A row without its day and dimensions: the whole of today. */
export type RowPlace = Pick<RollupRow, 'groupBy' | 'unit'>;
type RowKey = RowPlace & Pick<RollupRow, 'indicator'> & Partial<Pick<RollupRow, 'day' | 'dimensions'>>;

const keyOf = ({ groupBy, unit, day = '', indicator, dimensions = [] }: RowKey): string =>
  [groupBy, unit, day, indicator, ...dimensions.map(({ name, value }) => `${name}=${value}`)].join('|');

/** What the stream has come to: numbers and the freshness of units, of one moment. */
export interface Kept {
  rows: Rows;
  /** By unit and source. */
  freshness: ReadonlyMap<string, Freshness>;
  /** Business time of the last message. */
  now?: string | undefined;
}

/** A snapshot is everything; anything else is only what changed. */
export function applyUpdate(kept: Kept | undefined, update: RollupUpdate): Kept {
  const before = update.snapshot ? undefined : kept;
  const rows = new Map(before?.rows);
  for (const row of update.rows) rows.set(keyOf(row), row);
  change(rows, update);
  const freshness = new Map(before?.freshness);
  for (const one of update.freshness) freshness.set(`${one.channel}/${one.unit}`, one);
  return { rows, freshness, now: update.now };
}

/** Rows that are no more, and those of which nothing but their "complete as of" is new. */
function change(rows: Map<string, RollupRow>, { removed, asOf }: RollupUpdate): void {
  if (removed.length + asOf.length === 0) return;
  const byId = new Map([...rows.values()].map((row) => [row.id, row]));
  for (const id of removed) {
    const row = byId.get(id);
    if (row) rows.delete(keyOf(row));
  }
  for (const moved of asOf)
    for (const id of moved.rows) {
      const row = byId.get(id);
      if (row) rows.set(keyOf(row), { ...row, asOf: moved.asOf });
    }
}

/** Numbers as they can be shown now. */
export interface Shown {
  rows: Rows;
  /** Nothing comes any more: all of it is old. */
  isLost: boolean;
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
  stale: boolean;
  marked: boolean;
}

/** The row of a place, as the server counted it: nothing is added up here. */
export function findFigure({ rows, isLost }: Shown, place: RowPlace, indicator: string): Figure {
  const row = rows.get(keyOf({ ...place, indicator }));
  return {
    value: row?.value,
    total: row?.unitsTotal ?? 0,
    complete: row?.unitsComplete ?? 0,
    asOf: row?.asOf,
    stale: isLost || (row?.stale ?? false),
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

/** The units directly below `top` with the communes under each; a commune is its own. */
export function groupsOf(units: readonly Unit[], top: string): Group[] {
  const own = units.find(({ key, level }) => key === top && level === 'UNIT_LEVEL_COMMUNE');
  if (own) return [{ unit: own, communes: [own] }];
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
