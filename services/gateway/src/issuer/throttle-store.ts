import { createHash } from 'node:crypto';
import { isDuplicateKey } from '@lienthong/runtime';
import type { Db } from 'mongodb';
import {
  afterFailure,
  type Failures,
  forgetAfterMs,
  perAddress,
  perUser,
  type ThrottleRule,
  waitLeft,
} from '../domain/throttle.ts';

interface FailuresDocument extends Failures {
  /** Hash of the user name or address: nothing personal is stored. */
  _id: string;
  expiresAt: number;
}

export interface Throttle {
  /** Counts a try before it is made, so that many at once count as many. @returns milliseconds to wait; 0: go on. */
  take(username: string, address: string): Promise<number>;
  /** The password was right: the person's failures are forgotten. */
  succeeded(username: string, address: string): Promise<void>;
}

export async function createThrottle(db: Db, now: () => number): Promise<Throttle> {
  const failures = db.collection<FailuresDocument>('sign_in_failures');
  await failures.createIndex({ expiresAt: 1 });
  const idOf = (kind: string, text: string): string =>
    createHash('sha256').update(`${kind}:${text.trim().toLowerCase()}`).digest('base64url');

  /** Decides and counts in one guarded write; whoever loses a race reads again. */
  async function takeOne(id: string, rule: ThrottleRule): Promise<number> {
    for (;;) {
      const held = (await failures.findOne({ _id: id })) ?? undefined;
      const at = now();
      const wait = waitLeft(held, rule, at);
      if (wait > 0) return wait;
      const next = { ...afterFailure(held, at), expiresAt: at + forgetAfterMs };
      if (held) {
        const { matchedCount } = await failures.updateOne(
          { _id: id, count: held.count, lastAt: held.lastAt },
          { $set: next },
        );
        if (matchedCount === 1) return 0;
      } else {
        try {
          await failures.insertOne({ _id: id, ...next });
          return 0;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }
    }
  }

  return {
    async take(username, address) {
      const wait = await takeOne(idOf('address', address), perAddress);
      return wait > 0 ? wait : takeOne(idOf('user', username), perUser);
    },
    async succeeded(username, address) {
      await failures.deleteOne({ _id: idOf('user', username) });
      // The address keeps its other failures, but this try was none.
      await failures.updateOne({ _id: idOf('address', address) }, { $inc: { count: -1 } });
    },
  };
}
