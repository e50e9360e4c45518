import { useSyncExternalStore } from 'react';

/** Business time less the browser's own running time. */
let offsetMs: number | undefined;
const listeners = new Set<() => void>();

/** An answer is that much older than it says, or less. */
const latencyMs = 5_000;
const tickMs = 1_000;

/**
 * An answer of the site says what time it is there. One that took longer than another does not set the clock back: nothing that is shown
 * may be of a time that the clock has not reached.
 */
export function noteBusinessTime(instant: string | undefined): void {
  if (instant === undefined) return;
  const told = Date.parse(instant) - performance.now();
  if (offsetMs !== undefined && told < offsetMs && told > offsetMs - latencyMs) return;
  offsetMs = told;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const timer = setInterval(listener, tickMs);
  return () => {
    listeners.delete(listener);
    clearInterval(timer);
  };
}

/** To the minute: a clock that shows no more is drawn no more often. */
const readMinute = (): number | undefined =>
  offsetMs === undefined ? undefined : Math.floor((performance.now() + offsetMs) / 60_000) * 60_000;

/** Business time at the site, to the minute, going on between answers. @param known what is shown until one was noted */
export function useBusinessMinute(known: string): string {
  const minute = useSyncExternalStore(subscribe, readMinute);
  return minute === undefined ? known : new Date(minute).toISOString();
}
