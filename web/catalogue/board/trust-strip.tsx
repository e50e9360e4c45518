import { TrustStrip } from '../../src/features/board/trust-strip.tsx';
import type { Examples } from '../examples.ts';
import { type Asked, boardOf } from '../sample/board.ts';

const some = (asked: Asked) => () => <TrustStrip board={boardOf(asked)} onOpen={() => undefined} />;

export const examples: Examples = {
  states: {
    'to be believed': some({}),
    partial: some({ silent: 2 }),
    stale: some({ reason: 'FRESHNESS_REASON_LINK_DOWN' }),
    connecting: some({ isConnecting: true }),
    offline: some({ isLost: true }),
  },
};
