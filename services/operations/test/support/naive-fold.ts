import { type Contribution, contributionKey, hasDimensions, type LocalDay } from '@lienthong/domain';
import type { Indicator } from '@lienthong/indicators';
import type { Cell } from '../../src/domain/cell.ts';
import type { RollupSelection } from '../../src/domain/selection.ts';
import { aggregationOf, createSplitValues, type SplitValue } from '../../src/domain/split-values.ts';

/** Cells as they came, as objects; nothing is made before it is asked for. What columns are compared with. */
export class NaiveCells {
  readonly #cells = new Map<string, Map<LocalDay, Cell>>();

  set(cell: Cell): void {
    const ofUnit = this.#cells.get(cell.unit) ?? new Map<LocalDay, Cell>();
    this.#cells.set(cell.unit, ofUnit);
    ofUnit.set(cell.day, cell);
  }

  of(unit: string): Cell[] {
    return [...(this.#cells.get(unit)?.values() ?? [])];
  }
}

type Asked = Pick<RollupSelection, 'from' | 'to' | 'splitBy' | 'dimensions'>;

/** An indicator of a unit's cells: every counter is looked at. */
export function naiveFold(
  cells: readonly Cell[],
  indicator: Indicator,
  { from, to, splitBy, dimensions }: Asked,
  on: LocalDay,
): SplitValue[] {
  const values = createSplitValues(aggregationOf(indicator), { splitBy, dimensions });
  const within = cells.filter(({ day }) => day >= from && day <= to);
  for (const counter of indicator.kind === 'stock' ? stockOf(cells, to) : flowsOf(within, indicator))
    if (hasDimensions(counter, dimensions) && indicator.contributes(counter, on)) values.add(counter);
  return values.rows();
}

function flowsOf(cells: readonly Cell[], indicator: Indicator): Contribution[] {
  if (indicator.aggregation !== 'last') return cells.flatMap(({ counters }) => counters);
  const last = new Map<string, LocalDay>();
  for (const { day, counters } of cells)
    for (const key of counters.map(contributionKey)) if (day > (last.get(key) ?? '')) last.set(key, day);
  return cells.flatMap(({ day, counters }) =>
    counters.filter((one) => last.get(contributionKey(one)) === day),
  );
}

/** Flows of the last year that has any, and what those before leave; what these came to zero in is forgotten. */
function stockOf(cells: readonly Cell[], to: LocalDay): Contribution[] {
  const years = cells.map(({ day }) => day.slice(0, 4)).filter((year) => year <= to.slice(0, 4));
  const year = years.sort().at(-1) ?? '';
  const left = new Map<string, Contribution>();
  for (const counter of cells.filter(({ day }) => day < year).flatMap(({ counters }) => counters)) {
    const key = contributionKey(counter);
    left.set(key, { ...counter, value: (left.get(key)?.value ?? 0) + counter.value });
  }
  const flows = cells.filter(({ day }) => day.slice(0, 4) === year && day <= to);
  return [
    ...[...left.values()].filter(({ value }) => value !== 0),
    ...flows.flatMap(({ counters }) => counters),
  ];
}
