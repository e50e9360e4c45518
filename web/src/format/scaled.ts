import { formatNumber } from './numbers.ts';

/** `87,5` of 875 with one decimal; no more zeros behind the comma than are needed. */
export const formatScaled = (value: number, decimals: number): string =>
  formatNumber(value / 10 ** decimals, decimals);

/** `+3`, `-3`, `0`: what was added to a figure. */
export const formatChange = (value: number, decimals = 0): string =>
  `${value > 0 ? '+' : ''}${formatScaled(value, decimals)}`;

/** `97,5%`; nothing to divide by is "no figure", never 0. What is short of the whole is never rounded up to it. */
export function formatPercent(part: number, total: number): string {
  if (total === 0) return '–';
  const rounded = Math.round((part / total) * 1_000) / 10;
  return `${formatNumber(rounded === 100 && part < total ? 99.9 : rounded, 1)}%`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB'] as const;

/** `12,3 kB` */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, 1)} ${byteUnits[unit]}`;
}
