import { UnitTable } from '../../src/features/board/unit-table.tsx';
import type { Examples } from '../examples.ts';
import { type Asked, boardOf, province } from '../sample/board.ts';

const some = (asked: Asked) => () => <UnitTable board={boardOf(asked)} onExplain={() => undefined} />;

export const examples: Examples = {
  states: {
    known: some({}),
    '0 rows': some({ districts: 0 }),
    '1 row': some({ communes: 1 }),
    '500 rows': some(province),
    'long names': some({ isLong: true }),
    partial: some({ silent: 2 }),
    stale: some({ reason: 'FRESHNESS_REASON_LINK_DOWN' }),
    connecting: some({ isConnecting: true }),
    offline: some({ isLost: true }),
  },
};
