import {
  Board as BoardMessage,
  type Board_ColourStep,
  Board_Note,
  Board_Note_Kind as NoteKind,
  Board_Place,
  Tone,
} from '@lienthong/contracts/directory/v1/directory';
import type { BoardLayout, BoardTile, ColourStep, TileNote } from '@lienthong/indicators';

const tones: Record<ColourStep['tone'], Tone> = { good: Tone.GOOD, late: Tone.LATE };

const noteKinds: Record<TileNote['kind'], NoteKind> = {
  day_before: NoteKind.DAY_BEFORE,
  part: NoteKind.PART,
  share: NoteKind.SHARE,
  parts: NoteKind.PARTS,
};

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
