import type { Instant } from '@lienthong/domain';

/** Wrong passwords in a row for one user name or from one address. */
export interface Failures {
  count: number;
  lastAt: Instant;
}

/** How many wrong passwords are free before waiting begins. */
export interface ThrottleRule {
  free: number;
}

/** A person mistypes; five in a row is somebody else. */
export const perUser: ThrottleRule = { free: 5 };
/** A whole office may share one address. */
export const perAddress: ThrottleRule = { free: 30 };

const firstWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;

/** Failures are forgotten after this long. */
export const forgetAfterMs = 60 * 60_000;

/** How long after its last failure a key has to wait: 30 s after the free ones, doubling up to 15 minutes. */
export function waitAfter(count: number, rule: ThrottleRule): number {
  if (count < rule.free) return 0;
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(count - rule.free, 20));
}

/** Milliseconds until the next try is allowed; 0: now. */
export function waitLeft(failures: Failures | undefined, rule: ThrottleRule, now: Instant): number {
  if (!failures || now - failures.lastAt >= forgetAfterMs) return 0;
  const wait = waitAfter(failures.count, rule);
  // Never longer than the rule says, also when the clock was set back.
  return Math.max(0, Math.min(wait, failures.lastAt + wait - now));
}

/** The count after one more failure. */
export function afterFailure(failures: Failures | undefined, now: Instant): Failures {
  const fresh = !failures || now - failures.lastAt >= forgetAfterMs;
  return { count: fresh ? 1 : failures.count + 1, lastAt: now };
}
