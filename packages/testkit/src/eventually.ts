import { setTimeout as pause } from 'node:timers/promises';

export type EventuallyOptions = {
  /** When to give up; a minute unless told: it ends what hangs, and a slow machine is no failure. */
  timeoutMs?: number;
  /** How often it is asked; 20 ms unless told. */
  everyMs?: number;
};

/**
 * Waits until a condition holds and answers what it gave. It holds when it gives anything but false, undefined or null
 * and does not throw. After the time it throws what the condition threw last, or says what it gave last.
 */
export const eventually = async <T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 60_000, everyMs = 20 }: EventuallyOptions = {},
): Promise<NonNullable<Exclude<T, false>>> => {
  const until = Date.now() + timeoutMs;
  for (;;) {
    let failure: unknown;
    try {
      const answer = await condition();
      if (answer !== false && answer !== undefined && answer !== null)
        return answer as NonNullable<Exclude<T, false>>;
      failure = new Error(`not true within ${timeoutMs} ms: last answer ${String(answer)}`);
    } catch (error) {
      failure = error;
    }
    if (Date.now() >= until) throw failure;
    await pause(everyMs);
  }
};
