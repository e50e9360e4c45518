const whole = new Intl.NumberFormat('vi-VN');
const percent = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 1 });

/** `1.234` */
export const formatCount = (value: number): string => whole.format(value);

/** `+3`, `-3`, `0`: what was added to a figure. */
export const formatChange = (value: number): string => `${value > 0 ? '+' : ''}${whole.format(value)}`;

/** `97,5 %`; nothing to divide by is "no figure", never 0. */
export const formatPercent = (part: number, total: number): string =>
  total === 0 ? '–' : `${percent.format((part / total) * 100)} %`;

const byteUnits = ['B', 'kB', 'MB', 'GB'] as const;

/** `12,3 kB` */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${percent.format(value)} ${byteUnits[unit]}`;
}
