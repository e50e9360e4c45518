import type { LocalDay } from '@lienthong/domain';

/** What numbers are given for: an agency's local day, `H57.01.16-250630`. */
export function seriesOf(agency: string, day: LocalDay): string {
  return `${agency}-${day.slice(2, 4)}${day.slice(5, 7)}${day.slice(8)}`;
}

/** A dossier code (mã hồ sơ), `H57.01.16-250630-0001`: agency, day, ordinal of the day (NĐ 118/2025 Art. 17.3). */
export function formatCode(series: string, number: number): string {
  return `${series}-${String(number).padStart(4, '0')}`;
}

const shape = /^([A-Z0-9]{2,3}(?:\.[A-Z0-9]{2,3}){0,5}-\d{6})-(\d{4}|[1-9]\d{4,6})$/;

/** Series and number of a code; undefined when the text is none. */
export function parseCode(code: string): { series: string; number: number } | undefined {
  const match = shape.exec(code);
  return match?.[1] === undefined ? undefined : { series: match[1], number: Number(match[2]) };
}
