import type { BoardLayout } from '../../api/directory.ts';
import type { Indicator } from '../../api/operations.ts';
import type { Words } from '../../gen/common.ts';
export type Tone = 'good' | 'late';
type Colour = BoardLayout['columns'][number]['colour'];

/** What stands below a tile's number. */
export type Note = { words: Words } & (
  | { kind: 'day_before' }
  | { kind: 'part'; part: Indicator }
  | { kind: 'share'; whole: Indicator }
  | { kind: 'parts'; part: Indicator; whole: Indicator; none: Words }
);

/** An indicator in its place. */
export interface Place {
  indicator: Indicator;
  label: Words;
  note?: Note | undefined;
  colour: Colour;
}

/** What a board shows, as far as the catalogue knows it. */
export interface Layout {
  tiles: Place[];
  columns: Place[];
  /** Small bars in the list of units. */
  daily?: Place | undefined;
  trend: { title: Words; days: number; series: Place[] };
  /** One square for each commune. */
  scheme?: { title: Words; indicator: Indicator; colour: Colour; good: Words; late: Words } | undefined;
  /** Dimensions that some column has. */
  splits: BoardLayout['splits'];
}

const none: Words = { vi: '', en: '' };

/** A release and an operator bring the two tables apart: what names a code that the catalogue does not know is passed over. */
export function layoutOf(board: BoardLayout, indicators: readonly Indicator[]): Layout {
  const known = new Map(indicators.map((one) => [one.code, one]));

  function noteOf(note: BoardLayout['tiles'][number]['note']): Note | undefined {
    const { kind, words = none } = note ?? {};
    const [part, whole] = [known.get(note?.part ?? ''), known.get(note?.whole ?? '')];
    if (kind === 'KIND_DAY_BEFORE') return { kind: 'day_before', words };
    if (kind === 'KIND_PART' && part) return { kind: 'part', part, words };
    if (kind === 'KIND_SHARE' && whole) return { kind: 'share', whole, words };
    if (kind === 'KIND_PARTS' && part && whole)
      return { kind: 'parts', part, whole, words, none: note?.none ?? none };
    return undefined;
  }

  const placesOf = (places: BoardLayout['tiles']): Place[] =>
    places.flatMap(({ indicator: code, label = none, note, colour }) => {
      const indicator = known.get(code);
      return indicator ? [{ indicator, label, note: noteOf(note), colour }] : [];
    });
  const { daily, trend, scheme } = board;
  const ofScheme = known.get(scheme?.indicator ?? '');
  const columns = placesOf(board.columns);
  return {
    tiles: placesOf(board.tiles),
    columns,
    splits: board.splits.filter(({ dimension }) =>
      columns.some(({ indicator }) => indicator.dimensions.includes(dimension)),
    ),
    daily: daily && placesOf([daily])[0],
    trend: {
      title: trend?.title ?? none,
      days: trend?.days ?? 0,
      series: placesOf(trend?.series ?? []),
    },
    scheme: scheme &&
      ofScheme && {
        title: scheme.title ?? none,
        indicator: ofScheme,
        colour: scheme.colour,
        good: scheme.good ?? none,
        late: scheme.late ?? none,
      },
  };
}

/** Codes of everything whose value of today is shown. */
export function codesOf({ tiles, columns, daily, trend, scheme }: Layout): string[] {
  const shown = [
    ...tiles,
    ...columns,
    ...(daily ? [daily] : []),
    ...trend.series,
    ...(scheme ? [scheme] : []),
  ];
  const named = tiles.flatMap(({ note }): Indicator[] => {
    switch (note?.kind) {
      case 'part':
        return [note.part];
      case 'share':
        return [note.whole];
      case 'parts':
        return [note.part, note.whole];
      case 'day_before':
      case undefined:
        return [];
      default:
        return note satisfies never;
    }
  });
  return [...new Set([...shown.map(({ indicator }) => indicator), ...named].map(({ code }) => code))].sort();
}

/** Codes of everything whose value of each day is shown. */
export function codesByDay({ tiles, trend }: Layout): string[] {
  const places = [...trend.series, ...tiles.filter(({ note }) => note?.kind === 'day_before')];
  return [...new Set(places.map(({ indicator }) => indicator.code))].sort();
}

/** The tone of the last step that a number reaches; unknown and below the first: none. */
export function toneOf(value: number | undefined, colour: Colour): Tone | undefined {
  const step = value === undefined ? undefined : colour.findLast(({ from }) => value >= from);
  if (step?.tone === 'TONE_GOOD') return 'good';
  return step?.tone === 'TONE_LATE' ? 'late' : undefined;
}
