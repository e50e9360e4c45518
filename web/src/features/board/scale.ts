/** The next even step of 1, 2 or 5 above a value, so that the half line is a whole number too. */
export function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 6, 8, 10].find((one) => one * power >= value) ?? 10;
  return Math.max(2, step * power);
}

/** How much room the figures of an axis take: as much as the widest. A digit of a table of figures is no wider than this. */
export const axisWidth = (labels: readonly string[], digit: number): number =>
  Math.max(...labels.map(({ length }) => length)) * digit;
