import { instantOf } from '@lienthong/domain';
import type { Live } from './use-board.ts';

/** A unit's day: all of it is here, it is not over and all so far is here, or not all of it is. */
export type DayState = 'complete' | 'open' | 'incomplete';

const lastMinuteMs = 60_000;

/** @param next the day after */
export function dayState(
  live: Pick<Live, 'trust' | 'isLost'>,
  unit: string,
  day: string,
  next: string,
): DayState {
  const one = live.trust.get(unit);
  const asOf = one?.completeAsOf === undefined ? undefined : Date.parse(one.completeAsOf);
  if (asOf !== undefined && asOf >= instantOf(next) - lastMinuteMs) return 'complete';
  const isSoFar =
    asOf !== undefined && asOf >= instantOf(day) && (one?.trust === 'current' || one?.trust === 'passing');
  return isSoFar && !live.isLost ? 'open' : 'incomplete';
}
