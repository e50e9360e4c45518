import type { ExplainedLine, ExplainRequest } from '../../api/operations.ts';

export type Line = ExplainedLine;

/** A place on the way down from a number. */
export interface Step {
  request: ExplainRequest;
  /** What was opened, in words. */
  name: string;
  /** The line that led here; absent: the number itself. */
  line?: Line;
}

/** What tells a line from the others of its step. */
export const lineKey = ({ kind, unit, day, indicator }: Line): string => `${kind} ${unit} ${day}${indicator}`;

/** The question that opens a line: the one that was asked, with the one change that its kind names (operations.proto). */
export function openLine(asked: ExplainRequest, line: Line): ExplainRequest {
  const { selection } = asked;
  switch (line.kind) {
    case 'LINE_KIND_UNIT':
      return { ...asked, selection: { ...selection, unit: line.unit } };
    case 'LINE_KIND_COUNTING_UNIT':
      return { ...asked, countingUnit: line.unit };
    case 'LINE_KIND_OPENING':
      return { ...asked, selection: { ...selection, from: line.day, to: line.day } };
    case 'LINE_KIND_DAY':
      return { ...asked, day: line.day };
    case 'LINE_KIND_PART':
      return { ...asked, indicator: line.indicator };
    case 'LINE_KIND_UNSPECIFIED':
      return asked;
    default:
      return line.kind satisfies never;
  }
}

/** An opening is that of the year after its last day. */
export const openingYear = ({ day }: Pick<Line, 'day'>): number => Number(day.slice(0, 4)) + 1;

/** Units by how much they are of the number, days from the last back, before them what was before. Parts stay as their formula has them. */
export function inReadingOrder(lines: readonly Line[]): Line[] {
  if (lines.some(({ kind }) => kind === 'LINE_KIND_PART')) return [...lines];
  return [...lines].sort(
    (a, b) =>
      Number(b.kind === 'LINE_KIND_OPENING') - Number(a.kind === 'LINE_KIND_OPENING') ||
      b.day.localeCompare(a.day) ||
      sizeOf(b) - sizeOf(a) ||
      a.unitName.localeCompare(b.unitName, 'vi'),
  );
}

/** An unknown one is the last. */
const sizeOf = ({ value }: Line): number => (value === undefined ? -1 : Math.abs(value));

/** Adds nothing, and can be believed: what is silent, not complete or marked has to be seen though it is zero. */
export const isPlainZero = (line: Line): boolean =>
  (line.kind === 'LINE_KIND_UNIT' || line.kind === 'LINE_KIND_COUNTING_UNIT') &&
  line.value !== undefined &&
  line.value === 0 &&
  !line.stale &&
  !line.marked &&
  line.unitsComplete === line.unitsTotal;
