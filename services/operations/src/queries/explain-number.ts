import type { LocalDay, UnitKey } from '@lienthong/domain';
import { refuseField } from '@lienthong/domain';
import type { Cell } from '../domain/cell.ts';
import { contribution, findIndicator, formulaVersion, indicatorNames } from '../domain/indicators.ts';
import { groupUnits, type RollupSources } from '../domain/rollup.ts';
import type { RollupSelection } from '../domain/selection.ts';

/** A number and the cells that it is the sum of. */
export interface Explanation {
  formula: string;
  formulaVersion: number;
  cells: { cell: Cell; unitName: string; value: number }[];
  value: number;
  /** First day whose cells count: the register's beginning for a stock. */
  from: LocalDay | '';
  /** The counter that the facts are asked for. */
  counter: string;
}

/**
 * From a number one step down: formula, then units and days. The facts behind a cell stand at the commune and are asked of it.
 *
 * @throws Refusal `INVALID_FIELD` for an unknown indicator.
 */
export function explainNumber(
  selection: RollupSelection,
  wanted: { indicator: string; field: string; channel: string },
  sources: RollupSources,
): Explanation {
  const indicator = findIndicator(wanted.indicator);
  if (!indicator) refuseField('indicator', 'INDICATOR', `one of ${indicatorNames.join(', ')}`);
  const from = indicator.kind === 'stock' ? '' : selection.from;
  const units: UnitKey[] = [...groupUnits({ ...selection, groupBy: 'total' }, sources).values()].flat();
  const cells = units
    .flatMap((unit) => [...sources.cells.of(unit)])
    .filter((cell) => cell.day >= from && cell.day <= selection.to)
    .map((cell) => ({
      cell,
      unitName: sources.hierarchy.find(cell.unit)?.name ?? cell.unit,
      value: cell.counters
        .filter(({ field }) => wanted.field === '' || field === wanted.field)
        .filter(({ channel }) => wanted.channel === '' || channel === wanted.channel)
        .reduce((sum, counter) => sum + contribution(indicator, counter, selection.to), 0),
    }))
    .filter(
      ({ value, cell }) => value !== 0 || cell.counters.some((one) => one.indicator === indicator.counter),
    )
    .sort((a, b) =>
      a.cell.unit === b.cell.unit ? (a.cell.day < b.cell.day ? -1 : 1) : a.cell.unit < b.cell.unit ? -1 : 1,
    );
  return {
    formula: indicator.formula,
    formulaVersion,
    cells,
    value: cells.reduce((sum, { value }) => sum + value, 0),
    from,
    counter: indicator.counter,
  };
}
