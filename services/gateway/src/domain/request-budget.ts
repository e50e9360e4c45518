import type { Instant } from '@lienthong/domain';

/** What an address has asked for in the minute that began with its first request. */
export interface Window {
  began: Instant;
  count: number;
}

export const windowMs = 60_000;
/** An office of a hundred and fifty behind one address signs in at the same time, each by five requests, and some try twice. */
export const requestsPerWindow = 1_500;
/** Addresses remembered at once; with more the oldest windows are forgotten. */
export const addressesKept = 10_000;

/** The window after one more request. */
export function afterRequest(window: Window | undefined, now: Instant): Window {
  // A window that began later than now is of a clock that was set back.
  const isOver = !window || now - window.began >= windowMs || window.began > now;
  return isOver ? { began: now, count: 1 } : { ...window, count: window.count + 1 };
}

/** Milliseconds until the next request is answered; 0: now. */
export function waitOf(window: Window, now: Instant): number {
  return window.count <= requestsPerWindow ? 0 : window.began + windowMs - now;
}
