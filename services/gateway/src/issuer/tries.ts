import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '@lienthong/domain';
import { createQuota, createTurns, type Turns } from '@lienthong/runtime';
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
const places = { perNetwork: 176, shared: 1_600 };
/** Counting asks the database. What waits is bounded by the places. */
const counts = { atOnce: 16, waiting: Infinity, inAll: 64, waitingInAll: Infinity };
/** Tries of one origin are judged one by one: else a right one is counted beside others that are still being checked. */
const origins = { atOnce: 1, waiting: 16, inAll: Infinity, waitingInAll: Infinity };
const devices = { ...origins, inAll: 64, waitingInAll: 256 };
/** A hash takes a processor and 32 MB for a moment. */
const hashes = { atOnce: 2, waiting: 256, inAll: 2, waitingInAll: 1_600 };

/** Where tries wait for each other; a known device never waits where strangers do. */
interface Way {
  /** Until the tries of the same origin that came before are judged. */
  enter(attempt: Try): Promise<() => void>;
  /** Until the try may be counted. */
  count(attempt: Try): Promise<() => void>;
  /** Until its secret may be hashed. */
  hash(attempt: Try): Promise<() => void>;
}

/** Judges tries of secrets, throttled by name and origin. Who guesses a name from elsewhere keeps nobody out. */
export function createTries(throttle: Throttle): JudgeTry {
  const hashing = createTurns(hashes);
  const known = wayOfDevices(hashing);
  const strange = wayOfStrangers('strangers', hashing);
  const systems = wayOfStrangers('systems', hashing);

  async function judge<Known>(
    way: Way,
    attempt: Try,
    isRight: () => Promise<Known | undefined>,
  ): Promise<Judged<Known>> {
    const counted = await way.count(attempt);
    const { wait, slowBy } = await throttle.take(attempt).finally(counted);
    if (wait > 0) return { result: 'wait', seconds: Math.ceil(wait / 1_000) };
    // Meanwhile others of its network are counted and hashed.
    if (slowBy > 0) await pause(slowBy);
    const hashed = await way.hash(attempt);
    const known = await isRight().finally(hashed);
    if (known === undefined) return { result: 'wrong' };
    await throttle.succeeded(attempt);
    return { result: 'right', known };
  }

  return async (attempt, isRight) => {
    const ofPeople = attempt.device === undefined ? strange : known;
    const way = attempt.isSystem ? systems : ofPeople;
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
  const inLane = createTurns(devices);
  const keyOf = ({ device }: Try): string => `device ${device}`;
  return {
    enter: (attempt) => inLane.take(keyOf(attempt), goneOf(attempt)),
    count: async () => () => undefined,
    hash: (attempt) => hashing.take(keyOf(attempt), goneOf(attempt)),
  };
}

function wayOfStrangers(who: string, hashing: Turns): Way {
  const takePlace = createPlaces();
  const inLane = createTurns(origins);
  const counting = createTurns(counts);
  const beforeHash = createTurns({ ...hashes, waitingInAll: Infinity });
  return {
    enter: (attempt) => {
      const network = networkOf(attempt.address);
      return inTurn(
        async () => takePlace(network),
        () => inLane.take(`${attempt.name.trim().toLowerCase()} ${network}`, goneOf(attempt)),
      );
    },
    count: (attempt) => counting.take(networkOf(attempt.address), goneOf(attempt)),
    // All of them are one among those that hash: a device waits for one hash, however many networks guess.
    hash: (attempt) =>
      inTurn(
        () => beforeHash.take(networkOf(attempt.address), goneOf(attempt)),
        () => hashing.take(who, goneOf(attempt)),
      ),
  };
}

/** Each network has one place of its own, so that a few of them keep no other out; further places are shared. */
function createPlaces(): (network: string) => () => void {
  const ofNetwork = createQuota(places.perNetwork - 1);
  const own = new Set<string>();
  const shared = createQuota(places.shared);
  return (network) => {
    if (!own.has(network)) {
      own.add(network);
      return () => void own.delete(network);
    }
    const endFirst = ofNetwork.take(network);
    try {
      return endBoth(shared.take('all'), endFirst);
    } catch (error) {
      endFirst();
      throw error;
    }
  };
}

const endBoth = (one: () => void, other: () => void) => (): void => {
  one();
  other();
};

/** @returns what ends both turns */
async function inTurn(
  first: () => Promise<() => void>,
  second: () => Promise<() => void>,
): Promise<() => void> {
  const endFirst = await first();
  try {
    return endBoth(await second(), endFirst);
  } catch (error) {
    endFirst();
    throw error;
  }
}
