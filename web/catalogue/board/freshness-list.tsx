import { FreshnessList } from '../../src/features/board/freshness-list.tsx';
import type { Examples } from '../examples.ts';
import { type Asked, boardOf, province } from '../sample/board.ts';

const some = (asked: Asked) => () => {
  const { live, day } = boardOf(asked);
  return <FreshnessList live={live} day={day} />;
};

export const examples: Examples = {
  states: {
    known: some({}),
    '0 rows': some({ districts: 0 }),
    '500 rows': some(province),
    'long names': some({ isLong: true, reason: 'FRESHNESS_REASON_DEAD_LETTER' }),
    partial: some({ silent: 2 }),
    stale: some({ reason: 'FRESHNESS_REASON_LINK_DOWN' }),
    offline: some({ isLost: true }),
  },
};
