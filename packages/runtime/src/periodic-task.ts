/** Work that is done again and again, one round after the other. */
export interface PeriodicTask {
  start(): void;
  /** Begins no other round and waits for the one under way. Idempotent. */
  stop(): Promise<void>;
}

/**
 * @param options.round must not reject: what goes wrong in a round is its own to tell, and an unhandled rejection ends the process.
 * @param options.pauseMs from the end of a round to the beginning of the next, so that a slow one never meets its successor.
 * @param options.firstAfterMs before the first round; without it, it begins within `start`.
 */
export function createPeriodicTask(options: {
  round: () => Promise<void>;
  pauseMs: number;
  firstAfterMs?: number;
}): PeriodicTask {
  const { round, pauseMs, firstAfterMs } = options;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let stopped = false;

  function begin(): void {
    underWay = round().finally(() => wait(pauseMs));
  }

  function wait(delayMs: number): void {
    if (!stopped) timer = setTimeout(begin, delayMs);
  }

  return {
    start: () => (firstAfterMs === undefined ? begin() : wait(firstAfterMs)),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
