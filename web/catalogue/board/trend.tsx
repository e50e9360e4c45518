import { ApiFailure } from '../../src/api/failure.ts';
import { Trend } from '../../src/features/board/trend.tsx';
import type { Examples } from '../examples.ts';
import { boardOf } from '../sample/board.ts';

const silence = new ApiFailure('unreachable', 'UNREACHABLE', 'no answer');

export const examples: Examples = {
  states: {
    known: () => <Trend board={boardOf()} />,
    connecting: () => <Trend board={boardOf({ isConnecting: true })} />,
    offline: () => <Trend board={boardOf({ isLost: true })} />,
    error: () => <Trend board={{ ...boardOf(), totalsError: silence }} />,
    'error, nothing known': () => (
      <Trend board={{ ...boardOf({ isConnecting: true }), totalsError: silence }} />
    ),
  },
};
