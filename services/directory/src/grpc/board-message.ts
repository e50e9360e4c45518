import {
  Board as BoardMessage,
  type Board_ColourStep,
  Board_Note,
  Board_Note_Kind as NoteKind,
  Board_Place,
  type Board_Split,
  Tone,
} from '@lienthong/contracts/directory/v1/directory';
import { codesByWord } from '@lienthong/contracts/enum-words';
import type { BoardLayout, BoardSplit, BoardTile, CodesTable, ColourStep } from '@lienthong/indicators';

const tones = codesByWord(Tone);
const noteKinds = codesByWord(NoteKind);

const toColour = (colour: readonly ColourStep[] = []): Board_ColourStep[] =>
  colour.map(({ from, tone }) => ({ from, tone: tones[tone] }));

const toPlace = ({ indicator, label, note, colour }: BoardTile): Board_Place =>
  Board_Place.create({
    indicator,
    label,
    note: note && Board_Note.create({ ...note, kind: noteKinds[note.kind] }),
    colour: toColour(colour),
  });

/** Codes of a dimension's table with their names; none where it has no table. */
export type CodesOf = (dimension: string) => CodesTable['codes'];

function toSplit({ dimension, label, values }: BoardSplit, codesOf: CodesOf): Board_Split {
  const named = codesOf(dimension).map(({ code, name }) => ({ code, label: { vi: name, en: name } }));
  return { dimension, label, values: values ?? named };
}

/** A board as it goes out. */
export function toBoardMessage(
  { tiles, columns, daily, trend, scheme, splits = [] }: BoardLayout,
  codesOf: CodesOf,
): BoardMessage {
  return {
    splits: splits.map((split) => toSplit(split, codesOf)),
    tiles: tiles.map(toPlace),
    columns: columns.map(toPlace),
    daily: toPlace(daily),
    trend: { ...trend, series: trend.series.map(toPlace) },
    scheme: { ...scheme, colour: toColour(scheme.colour) },
  };
}
