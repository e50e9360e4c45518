import { Refusal } from '@lienthong/domain';

export interface Quota {
  /** One more at once for the key, until it is given back; without a key nobody counts. @throws Refusal `TOO_BUSY`. */
  take(key: string | undefined): () => void;
}

export function createQuota(atOnce: number): Quota {
  const taken = new Map<string, number>();
  return {
    take(key) {
      if (key === undefined) return () => undefined;
      const now = taken.get(key) ?? 0;
      if (now >= atOnce) throw tooBusy(`${atOnce} calls are open already`);
      taken.set(key, now + 1);
      let isBack = false;
      return () => {
        if (isBack) return;
        isBack = true;
        const left = (taken.get(key) ?? 1) - 1;
        if (left === 0) taken.delete(key);
        else taken.set(key, left);
      };
    },
  };
}

/** The caller asks for too much at once; in a second it may be otherwise. */
export const tooBusy = (message: string): Refusal =>
  new Refusal('exhausted', 'TOO_BUSY', message, { params: { retryAfterSeconds: '1' } });
