import type { Logger } from '@lienthong/runtime';
import type { Db } from 'mongodb';

const collections = ['sessions', 'sign_ins', 'sign_in_failures', 'issuer_entities'];
const everyMs = 600_000;

/** Takes away what has expired, every ten minutes; nothing relies on it, each read looks at the time itself. @returns stops it. */
export function startSweep(db: Db, now: () => number, logger: Logger): () => void {
  const sweep = async (): Promise<void> => {
    for (const name of collections) await db.collection(name).deleteMany({ expiresAt: { $lte: now() } });
  };
  const timer = setInterval(
    () =>
      void sweep().catch((error: unknown) => logger.warn({ err: error }, 'the sweep failed; it comes again')),
    everyMs,
  );
  timer.unref();
  return () => clearInterval(timer);
}
