import type { LocalDay, UnitKey } from '@lienthong/domain';

/** What reports are numbered in: a unit's year, `20116@0-2025`. */
export const seriesOf = (unit: UnitKey, day: LocalDay): string => `${unit}-${day.slice(0, 4)}`;

export const formatCode = (series: string, number: number): string => `${series}/${number}`;

export function parseCode(code: string): { series: string; number: number } | undefined {
  const [, series, number] = /^(.+)\/(\d+)$/.exec(code) ?? [];
  return series === undefined ? undefined : { series, number: Number(number) };
}
