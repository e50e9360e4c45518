import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '@lienthong/domain';
import { createTurns } from '@lienthong/runtime';
import { networkOf } from '../domain/network-of.ts';
import type { Throttle, Try } from './throttle-store.ts';

export type Judged<Known> =
  | { result: 'right'; known: Known }
  | { result: 'wrong' }
  | { result: 'wait'; seconds: number };

/** @param isRight what the try is right for; undefined: it is wrong. */
export type JudgeTry = <Known>(
  attempt: Try,
  isRight: () => Promise<Known | undefined>,
) => Promise<Judged<Known>>;

/** Those of one origin are judged one by one: right passwords in parallel are not taken for wrong ones that are still being checked. */
const lanes = { atOnce: 1, waiting: 16, inAll: 64, waitingInAll: 256 };
/** A hash takes a processor and 32 MB for a moment. */
const hashes = { atOnce: 2, waiting: 64, inAll: 2, waitingInAll: 256 };

/** Judges tries of secrets, throttled by name and origin. Who guesses a name from elsewhere keeps nobody out. */
export function createTries(throttle: Throttle): JudgeTry {
  const inLane = createTurns(lanes);
  const hashing = createTurns(hashes);

  async function judge<Known>(
    attempt: Try,
    isRight: () => Promise<Known | undefined>,
  ): Promise<Judged<Known>> {
    const { wait, slowBy } = await throttle.take(attempt);
    if (wait > 0) return { result: 'wait', seconds: Math.ceil(wait / 1_000) };
    if (slowBy > 0) await pause(slowBy);
    const hashed = await hashing.take(networkOf(attempt.address));
    const known = await isRight().finally(hashed);
    if (known === undefined) return { result: 'wrong' };
    await throttle.succeeded(attempt);
    return { result: 'right', known };
  }

  return async (attempt, isRight) => {
    const lane = attempt.device ?? `${attempt.name.trim().toLowerCase()} ${networkOf(attempt.address)}`;
    try {
      const done = await inLane.take(lane);
      return await judge(attempt, isRight).finally(done);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'TOO_BUSY') return { result: 'wait', seconds: 2 };
      throw error;
    }
  };
}
