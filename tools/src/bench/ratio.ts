/**
 * One measured ratio of a benchmark: two figures of the same run, divided. `aim` is text such as `<=10` or `>=0.5`;
 * `note` carries the absolute figures, or why the aim is missed.
 */
export type Ratio = { name: string; value: number; aim: string; holds: boolean; note?: string };

/** Whether a value keeps an aim such as `<=10`, `>=0.5`, `<1000`, `>2`. */
export const holdsAim = (value: number, aim: string): boolean => {
  const parts = /^(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)$/.exec(aim);
  if (parts === null) throw new Error(`an aim looks like "<=10", not "${aim}"`);
  const bound = Number(parts[2]);
  const orEqual = parts[1]?.endsWith('=') && value === bound;
  return orEqual || (parts[1]?.startsWith('<') ? value < bound : value > bound);
};

/** A ratio whose `holds` follows from its aim. */
export const ratio = (name: string, value: number, aim: string, note?: string): Ratio => ({
  name,
  value,
  aim,
  holds: holdsAim(value, aim),
  ...(note === undefined ? {} : { note }),
});

const rounded = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(4))) : 'not measured';

/** A table for people: name, value, aim, whether it holds; the note below its row. */
export const ratioTable = (ratios: readonly Ratio[]): string => {
  const rows = ratios.map(({ name, value, aim, holds }) => [
    name,
    rounded(value),
    aim,
    holds ? 'holds' : 'missed',
  ]);
  const all = [['ratio', 'value', 'aim', ''], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return lines.flatMap((line, at) => [line, ...noteLines(ratios[at - 1]?.note)]).join('\n');
};

const noteLines = (note: string | undefined): string[] =>
  note === undefined ? [] : note.split('\n').map((line) => `    ${line}`);

/** The line of JSON that ends a benchmark run. A value that could not be measured is null. */
export const ratioJson = (ratios: readonly Ratio[]): string =>
  JSON.stringify({
    ratios: Object.fromEntries(
      ratios.map(({ name, value, aim, holds }) => [
        name,
        { value: Number.isFinite(value) ? Number(value.toPrecision(6)) : null, aim, holds },
      ]),
    ),
  });
