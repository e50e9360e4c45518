import type { Logger } from '@lienthong/runtime';
import type { DayBook } from './day-book.ts';

const everyMs = 60_000;

/** Holds the days kept in memory against the store once a minute: a difference is a fault that the recount repairs and the log names. */
export function createSweep(options: { book: Pick<DayBook, 'sweep'>; logger: Logger }): {
  start(): void;
  stop(): Promise<void>;
} {
  const { book, logger } = options;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  let stopped = false;

  async function sweep(): Promise<void> {
    try {
      const differing = await book.sweep();
      if (differing > 0) logger.error({ days: differing }, 'days in memory were not as the store has them');
    } catch (error) {
      logger.warn({ err: error }, 'the sweep of the days in memory failed');
    }
  }

  function wait(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      sweeping = sweep().finally(wait);
    }, everyMs);
  }

  return {
    start: wait,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}
