import { refuseField } from '@lienthong/domain';
import type { Words } from './table.ts';

/** From this scaled value on, until the next step. Below the first step a number has no colour. */
export interface ColourStep {
  from: number;
  tone: 'good' | 'late';
}

/** What stands below a tile's number, with the placeholders of its words. */
export type TileNote = { words: Words } & (
  | /** The last day with work before today: `{day}`, `{n}`. */ { kind: 'day_before' }
  | /** A part of it: `{n}`. */ { kind: 'part'; part: string }
  | /** Its share of a whole: `{percent}`. */ { kind: 'share'; whole: string }
  | /** What a ratio is made of: `{part}`, `{whole}`; `none` where the whole is zero. */ {
      kind: 'parts';
      part: string;
      whole: string;
      none: Words;
    }
);

export interface BoardTile {
  indicator: string;
  label: Words;
  note?: TileNote | undefined;
  colour?: ColourStep[] | undefined;
}

export interface BoardColumn {
  indicator: string;
  label: Words;
  colour?: ColourStep[] | undefined;
}

/** A dimension by which the columns may be split. Values of a table of codes are called as they are there. */
export interface BoardSplit {
  dimension: string;
  label: Words;
  values?: { code: string; label: Words }[] | undefined;
}

/** What people of some roles see of the units below them. */
export interface BoardLayout {
  roles: string[];
  tiles: BoardTile[];
  /** Of the list of units. */
  columns: BoardColumn[];
  /** Small bars in the list: one indicator by day. `{n}`: number of days. */
  daily: { indicator: string; label: Words };
  trend: { title: Words; days: number; series: { indicator: string; label: Words }[] };
  /** One square for each commune. `late` and `good` say what the colours mean. */
  scheme: { title: Words; indicator: string; colour: ColourStep[]; good: Words; late: Words };
  splits?: BoardSplit[] | undefined;
}

/** The content of the directory's table `boards`. */
export interface BoardsTable {
  boards: BoardLayout[];
}

/**
 * @throws Refusal `INVALID_FIELD` naming the place (`boards[0].tiles[1].indicator`): `INDICATOR_UNKNOWN`, `ORDER`, `TWICE`.
 */
export function checkBoards(table: BoardsTable, codes: ReadonlySet<string>, place = ''): void {
  const missing = unknownIndicator(table, codes);
  if (missing)
    refuseField(`${place}${missing.place}`, 'INDICATOR_UNKNOWN', `no indicator is called ${missing.code}`);
  const roles = new Set<string>();
  for (const [index, board] of table.boards.entries()) {
    const at = `${place}boards[${index}]`;
    for (const [position, role] of board.roles.entries()) {
      if (roles.has(role)) refuseField(`${at}.roles[${position}]`, 'TWICE', `${role} has a board already`);
      roles.add(role);
    }
    for (const [where, colour] of coloursOf(board))
      for (const [step, { from }] of colour.entries())
        if (step > 0 && from <= (colour[step - 1]?.from ?? from))
          refuseField(`${at}.${where}[${step}].from`, 'ORDER', 'steps rise');
  }
}

/** The first place of boards that names what is none of these codes. */
export function unknownIndicator(
  { boards }: BoardsTable,
  codes: ReadonlySet<string>,
): { place: string; code: string } | undefined {
  for (const [index, board] of boards.entries())
    for (const [where, code] of indicatorsOf(board))
      if (!codes.has(code)) return { place: `boards[${index}].${where}`, code };
  return undefined;
}

type Placed<T> = [place: string, value: T];

function indicatorsOf({ tiles, columns, daily, trend, scheme }: BoardLayout): Placed<string>[] {
  const each = (list: readonly { indicator: string }[], name: string): Placed<string>[] =>
    list.map(({ indicator }, index) => [`${name}[${index}].indicator`, indicator]);
  return [
    ...each(tiles, 'tiles'),
    ...tiles.flatMap(({ note }, index) => (note ? ofNote(note, `tiles[${index}].note`) : [])),
    ...each(columns, 'columns'),
    ['daily.indicator', daily.indicator],
    ...each(trend.series, 'trend.series'),
    ['scheme.indicator', scheme.indicator],
  ];
}

function ofNote(note: TileNote, at: string): Placed<string>[] {
  const placed: Placed<string>[] = [];
  if ('part' in note) placed.push([`${at}.part`, note.part]);
  if ('whole' in note) placed.push([`${at}.whole`, note.whole]);
  return placed;
}

function coloursOf({ tiles, columns, scheme }: BoardLayout): Placed<ColourStep[]>[] {
  const each = (
    list: readonly { colour?: ColourStep[] | undefined }[],
    name: string,
  ): Placed<ColourStep[]>[] =>
    list.flatMap(({ colour }, index) => (colour ? [[`${name}[${index}].colour`, colour]] : []));
  return [...each(tiles, 'tiles'), ...each(columns, 'columns'), ['scheme.colour', scheme.colour]];
}
