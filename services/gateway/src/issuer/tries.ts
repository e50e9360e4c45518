import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '@lienthong/domain';
import { createTurns, type Turns } from '@lienthong/runtime';
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

/** Strangers share by their network: who guesses from one takes no place of another's. An office of a hundred and fifty may come at once. */
const networks = { atOnce: 16, waiting: 160, inAll: 64, waitingInAll: 1_600 };
/** Tries of one origin are judged one by one: else a right one is counted beside others that are still being checked. */
const lanes = { atOnce: 1, waiting: 16, inAll: 64, waitingInAll: 256 };
/** A hash takes a processor and 32 MB for a moment. */
const hashes = { atOnce: 2, waiting: 256, inAll: 2, waitingInAll: 1_600 };

/** Where tries wait for each other; a known device never waits where strangers do. */
interface Way {
  /** Until the try may be counted. */
  enter(attempt: Try): Promise<() => void>;
  /** Until its secret may be hashed. */
  hash(attempt: Try): Promise<() => void>;
}

/** Judges tries of secrets, throttled by name and origin. Who guesses a name from elsewhere keeps nobody out. */
export function createTries(throttle: Throttle): JudgeTry {
  const hashing = createTurns(hashes);
  const known = wayOfDevices(hashing);
  const strange = wayOfStrangers(hashing);

  async function judge<Known>(
    way: Way,
    attempt: Try,
    isRight: () => Promise<Known | undefined>,
  ): Promise<Judged<Known>> {
    const { wait, slowBy } = await throttle.take(attempt);
    if (wait > 0) return { result: 'wait', seconds: Math.ceil(wait / 1_000) };
    if (slowBy > 0) await pause(slowBy);
    const hashed = await way.hash(attempt);
    const known = await isRight().finally(hashed);
    if (known === undefined) return { result: 'wrong' };
    await throttle.succeeded(attempt);
    return { result: 'right', known };
  }

  return async (attempt, isRight) => {
    const way = attempt.device === undefined ? strange : known;
    try {
      const done = await way.enter(attempt);
      return await judge(way, attempt, isRight).finally(done);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'TOO_BUSY') return { result: 'wait', seconds: 2 };
      throw error;
    }
  };
}

const goneOf = ({ gone }: Try): (() => AbortSignal) | undefined => gone && (() => gone);

function wayOfDevices(hashing: Turns): Way {
  const inLane = createTurns(lanes);
  const keyOf = ({ device }: Try): string => `device ${device}`;
  return {
    enter: (attempt) => inLane.take(keyOf(attempt), goneOf(attempt)),
    hash: (attempt) => hashing.take(keyOf(attempt), goneOf(attempt)),
  };
}

function wayOfStrangers(hashing: Turns): Way {
  const ofNetwork = createTurns(networks);
  const inLane = createTurns(lanes);
  const beforeHash = createTurns(hashes);
  return {
    enter: (attempt) => {
      const network = networkOf(attempt.address);
      const gone = goneOf(attempt);
      return inTurn(
        () => ofNetwork.take(network, gone),
        () => inLane.take(`${attempt.name.trim().toLowerCase()} ${network}`, gone),
      );
    },
    // All of them are one among those that hash: a device waits for one hash, however many networks guess.
    hash: (attempt) =>
      inTurn(
        () => beforeHash.take(networkOf(attempt.address), goneOf(attempt)),
        () => hashing.take('strangers', goneOf(attempt)),
      ),
  };
}

/** @returns what ends both turns */
async function inTurn(
  first: () => Promise<() => void>,
  second: () => Promise<() => void>,
): Promise<() => void> {
  const endFirst = await first();
  try {
    const endSecond = await second();
    return () => {
      endSecond();
      endFirst();
    };
  } catch (error) {
    endFirst();
    throw error;
  }
}
