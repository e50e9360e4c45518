import type { RollupRow } from '../../src/api/operations.ts';
import { SplitTable, splitQuery } from '../../src/features/board/split-table.tsx';
import type { Examples } from '../examples.ts';
import { type Asked, boardOf } from '../sample/board.ts';
import { longUnit } from '../sample/names.ts';
import { Answered } from '../world.tsx';

const row = (code: string, indicator: string, value: number): RollupRow => ({
  id: 0,
  unit: '46@0',
  unitName: 'Thành phố Huế',
  day: '',
  indicator,
  dimensions: [{ name: 'field', value: code }],
  value,
  unitsComplete: 3,
  unitsTotal: 3,
  asOf: '2025-06-30T02:00:00Z',
  stale: false,
  marked: false,
  groupBy: 'GROUP_BY_TOTAL',
});

function some(
  count: number,
  { codeOf = (index: number) => `f${index}`, ...asked }: Asked & { codeOf?: (index: number) => string } = {},
) {
  const board = boardOf(asked);
  const rows = Array.from({ length: count }, (_, index) => [
    row(codeOf(index), 'received', count - index),
    row(codeOf(index), 'overdue', index % 2),
  ]).flat();
  return () => (
    <Answered to={[[splitQuery(board, 'field').queryKey, { rows }]]}>
      <SplitTable board={board} />
    </Answered>
  );
}

export const examples: Examples = {
  isAlone: true,
  states: {
    '0 rows': some(0),
    '1 row': some(1),
    '500 rows': some(500),
    // Of a release that the catalogue does not know yet, and without any.
    'unknown values': some(2, { codeOf: (index) => ['', longUnit][index] ?? '' }),
    'stream lost': some(3, { isLost: true }),
    offline: () => <SplitTable board={boardOf({ isLost: true })} />,
  },
};
