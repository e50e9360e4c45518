import { createPeriodicTask, type Logger, type PeriodicTask } from '@lienthong/runtime';
import type { Db } from 'mongodb';

const collections = ['sessions', 'sign_ins', 'sign_in_failures', 'issuer_entities'];
const everyMs = 600_000;

/** Takes away what has expired, every ten minutes; nothing relies on it, each read looks at the time itself. */
export function createSweep(db: Db, now: () => number, logger: Logger): PeriodicTask {
  async function sweep(): Promise<void> {
    try {
      for (const name of collections) await db.collection(name).deleteMany({ expiresAt: { $lte: now() } });
    } catch (error) {
      logger.warn({ err: error }, 'the sweep failed; it comes again');
    }
  }

  return createPeriodicTask({ round: sweep, pauseMs: everyMs, firstAfterMs: everyMs });
}
