import type { Instant } from '@lienthong/domain';

const day = 86_400_000;

/** A signing key signs for this long. */
export const signForMs = 90 * day;
/** A replaced key stays published for the tokens that it signed (they live for minutes) and for caches. */
export const keepForMs = 2 * day;

interface Dated {
  createdAt: Instant;
}

/** @param keys newest first. */
export function needsNewKey(keys: readonly Dated[], now: Instant): boolean {
  const [newest] = keys;
  return !newest || now - newest.createdAt >= signForMs;
}

/** The key that signs, and those before it that may still be asked for. @param keys newest first. */
export function keysInUse<K extends Dated>(keys: readonly K[], now: Instant): K[] {
  return keys.filter((_key, index) => {
    const successor = keys[index - 1];
    return !successor || now - successor.createdAt < keepForMs;
  });
}
