/** Paces of the protocol, in milliseconds. None of them decides what is right, only how soon it is found. */
export interface Timing {
  /** R2 and R3 over what is unsettled or open. */
  readonly scan: number;
  /** R8. */
  readonly sums: number;
  /** A sign of life to each neighbour. */
  readonly hello: number;
  /** R7: answers about a change further along are collected for so long. */
  readonly push: number;
  /** Beliefs are written so long after they were heard. */
  readonly flush: number;
  /** R3: first and longest step between two sendings of one stamp to one hop. */
  readonly backoffFirst: number;
  readonly backoffMax: number;
  /** A hop that speaks after so long a silence is sent what is open at once … */
  readonly silence: number;
  /** … at most so often; and so often when its transport reports a new connection. */
  readonly wakeEvery: number;
  readonly reconnectEvery: number;
  /** All that is derived from the store is computed again. */
  readonly rebuild: number;
  /** Between two steps of that; what came meanwhile is handled first. */
  readonly pause: number;
  /** Watermarks travel so long after a burst of changes. */
  readonly watermarks: number;
  /** What a unit's former owner wrote is asked for after such a pause; each time longer while nothing comes. */
  readonly takeFirst: number;
  readonly takeMax: number;
}

export const standardTiming: Timing = {
  scan: 600_000,
  sums: 900_000,
  hello: 60_000,
  push: 5_000,
  flush: 3_000,
  backoffFirst: 10_000,
  backoffMax: 3_600_000,
  silence: 150_000,
  wakeEvery: 60_000,
  reconnectEvery: 2_000,
  rebuild: 86_400_000,
  pause: 0,
  watermarks: 2_000,
  takeFirst: 5_000,
  takeMax: 600_000,
};
