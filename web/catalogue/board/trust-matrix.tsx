import { TrustMatrix } from '../../src/features/board/trust-matrix.tsx';
import type { Examples } from '../examples.ts';
import { type Asked, boardOf, province } from '../sample/board.ts';

const some = (asked: Asked) => () => <TrustMatrix board={boardOf(asked)} onClose={() => undefined} />;

export const examples: Examples = {
  isAlone: true,
  states: {
    // Nobody answers here: only today is known, by the stream.
    offline: some({}),
    '0 rows': some({ districts: 0 }),
    '500 rows': some(province),
    'long names': some({ isLong: true }),
  },
};
