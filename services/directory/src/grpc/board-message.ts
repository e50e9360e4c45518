import {
  Board as BoardMessage,
  type Board_ColourStep,
  Board_Note,
  Board_Note_Kind as NoteKind,
  Board_Place,
  Tone,
} from '@lienthong/contracts/directory/v1/directory';
import { codesByWord } from '@lienthong/contracts/enum-words';
import type { BoardLayout, BoardTile, ColourStep } from '@lienthong/indicators';

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

/** A board as it goes out. */
export function toBoardMessage({ tiles, columns, daily, trend, scheme }: BoardLayout): BoardMessage {
  return {
    tiles: tiles.map(toPlace),
    columns: columns.map(toPlace),
    daily: toPlace(daily),
    trend: { ...trend, series: trend.series.map(toPlace) },
    scheme: { ...scheme, colour: toColour(scheme.colour) },
  };
}
