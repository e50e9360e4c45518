import type { Instant } from '@lienthong/domain';

/** Wrong secrets in a row: for one name from one origin, or from one network. */
export interface Failures {
  count: number;
  lastAt: Instant;
}

/** A person mistypes; five in a row is somebody else. */
const freeTries = 5;
const firstWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;

/** A whole office may share one network: it is slowed, never stopped. */
const freeOfNetwork = 30;
const longestSlowMs = 3_000;

/** Failures are forgotten after this long. */
export const forgetAfterMs = 60 * 60_000;

/** How long after its last failure an origin has to wait with a name: 30 s after the free ones, doubling up to 15 minutes. */
export function waitAfter(count: number): number {
  if (count < freeTries) return 0;
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(count - freeTries, 20));
}

/** Milliseconds until the next try is allowed; 0: now. */
export function waitLeft(failures: Failures | undefined, now: Instant): number {
  if (!failures || now - failures.lastAt >= forgetAfterMs) return 0;
  const wait = waitAfter(failures.count);
  // Never longer than the rule says, also when the clock was set back.
  return Math.max(0, Math.min(wait, failures.lastAt + wait - now));
}

/** By how many milliseconds a try is slowed from a network with so many failures. */
export function slowedBy(count: number): number {
  return Math.min(longestSlowMs, Math.max(0, count - freeOfNetwork) * 100);
}

/** The count after one more failure. */
export function afterFailure(failures: Failures | undefined, now: Instant): Failures {
  const fresh = !failures || now - failures.lastAt >= forgetAfterMs;
  return { count: fresh ? 1 : failures.count + 1, lastAt: now };
}
