/** How much room the figures of an axis take: as much as the widest. A digit of a table of figures is no wider than this. */
export const axisWidth = (labels: readonly string[], digit: number): number =>
  Math.max(...labels.map(({ length }) => length)) * digit;
