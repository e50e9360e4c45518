import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '@lienthong/domain';

const longestMs = 90_000;

/**
 * Does it again with the same key until there is an answer, as the counter's screen does: no answer means "unknown", never "failed". Another
 * refusal than `unavailable` is an answer.
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = Date.now() + longestMs;
  for (let delay = 50; ; delay = Math.min(delay * 2, 1_000)) {
    try {
      return await work();
    } catch (error) {
      if (!isUnknown(error) || Date.now() > until) throw error;
      await pause(delay);
    }
  }
}

/** A site that is down answers nothing, or breaks off in the middle; its issuer is down with it. */
function isUnknown(error: unknown): boolean {
  if (error instanceof Refusal) return error.kind === 'unavailable' || error.code === 'OUTCOME_UNKNOWN';
  return (
    error instanceof TypeError ||
    (error instanceof Error && error.name === 'TimeoutError') ||
    (error instanceof Error && /INTERNAL|RST_STREAM|no token/.test(error.message))
  );
}
