import type { Instant } from '@lienthong/domain';

const hour = 3_600_000;

/** A session ends after this long without a person doing anything. */
export const idleMs = 8 * hour;
/** A session ends after this long whatever happens: a working day. */
export const absoluteMs = 12 * hour;
/** An access token is renewed when less than this is left. */
export const renewBeforeMs = 60_000;
/** `seenAt` is written at most this often. */
export const touchEveryMs = 60_000;

/** When a session began and when a person last did something in it; machine time. */
export interface SessionTimes {
  createdAt: Instant;
  seenAt: Instant;
}

/** When a session ends unless somebody does something. */
export function endOf({ createdAt, seenAt }: SessionTimes): Instant {
  return Math.min(createdAt + absoluteMs, seenAt + idleMs);
}

export function isOver(times: SessionTimes, now: Instant): boolean {
  return now >= endOf(times);
}

/** Whether activity now is worth a write. */
export function shouldTouch({ seenAt }: SessionTimes, now: Instant): boolean {
  return now - seenAt >= touchEveryMs;
}

export function shouldRenew(accessExpiresAt: Instant, now: Instant): boolean {
  return accessExpiresAt - now < renewBeforeMs;
}
