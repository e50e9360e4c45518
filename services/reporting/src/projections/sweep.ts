import { createPeriodicTask, type Logger, type PeriodicTask } from '@lienthong/runtime';
import type { TallyProjection } from './tally-projection-types.ts';

const everyMs = 60_000;

/** Holds the days kept in memory against the store once a minute: a difference is a fault that the recount repairs and the log names. */
export function createSweep(options: {
  projection: Pick<TallyProjection, 'sweep'>;
  logger: Logger;
}): PeriodicTask {
  const { projection, logger } = options;

  async function sweep(): Promise<void> {
    try {
      const differing = await projection.sweep();
      if (differing > 0) logger.error({ days: differing }, 'days in memory were not as the store has them');
    } catch (error) {
      logger.warn({ err: error }, 'the sweep of the days in memory failed');
    }
  }

  return createPeriodicTask({ round: sweep, pauseMs: everyMs, firstAfterMs: everyMs });
}
