import type { Logger } from '@lienthong/runtime';

/** Work that is done when something waits, one round after the other, and again with back-off when it failed. */
export interface RetryingLoop {
  start(): void;
  /** Something waits. */
  wake(): void;
  /** The round under way works: what failed before is over. A round that returns says so by itself. */
  succeeded(): void;
  stopped(): boolean;
  /** Machine time since when every round has failed; undefined: the last one did not. */
  failingSince(): number | undefined;
  /** Waits for the round under way. */
  stop(): Promise<void>;
}

const firstDelayMs = 200;
const longestDelayMs = 5_000;

/** @param options.work one round; true: go on at once, false: nothing waits any more. A rejection is logged once per row of failures. */
export function createRetryingLoop(options: {
  work: () => Promise<boolean>;
  logger: Logger;
  what: string;
}): RetryingLoop {
  const { work, logger, what } = options;
  let woken = true;
  let isStopped = false;
  let failingSince: number | undefined;
  let delay = firstDelayMs;
  let running: Promise<void> | undefined;
  let rouse: (() => void) | undefined;

  const pause = (milliseconds?: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
      rouse = () => {
        // A back-off is waited out: only the end of the loop cuts it short.
        if (milliseconds !== undefined && !isStopped) return;
        clearTimeout(timer);
        resolve();
      };
    });

  function succeeded(): void {
    failingSince = undefined;
    delay = firstDelayMs;
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      if (!woken) await pause();
      if (isStopped) return;
      woken = false;
      try {
        if (await work()) woken = true;
        succeeded();
      } catch (error) {
        woken = true;
        if (failingSince === undefined) logger.warn({ err: error }, `${what} failed and is tried again`);
        failingSince ??= Date.now();
        // Nobody would rouse a pause that begins after the end.
        if (isStopped) return;
        await pause(delay * (0.75 + Math.random() / 2));
        delay = Math.min(delay * 2, longestDelayMs);
      }
    }
  }

  return {
    start: () => {
      running ??= run();
    },
    wake() {
      woken = true;
      rouse?.();
    },
    succeeded,
    stopped: () => isStopped,
    failingSince: () => failingSince,
    async stop() {
      isStopped = true;
      rouse?.();
      await running;
    },
  };
}
