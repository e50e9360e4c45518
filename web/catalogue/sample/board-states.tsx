import type { ComponentType } from 'react';
import type { Board } from '../../src/features/board/use-board.ts';
import type { Examples } from '../examples.ts';
import { type Asked, boardOf, province } from './board.ts';

interface Piece {
  board: Board;
  onExplain: () => void;
}

/** What a board can know, as each piece that draws the whole of it shows it. */
export function boardStates(Piece: ComponentType<Piece>): Examples {
  const some = (asked: Asked) => () => <Piece board={boardOf(asked)} onExplain={() => undefined} />;
  return {
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
}
