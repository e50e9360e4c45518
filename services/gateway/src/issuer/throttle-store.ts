import { createHash } from 'node:crypto';
import { isDuplicateKey } from '@lienthong/runtime';
import type { Db } from 'mongodb';
import { networkOf } from '../domain/network-of.ts';
import { afterFailure, type Failures, forgetAfterMs, slowedBy, waitLeft } from '../domain/throttle.ts';

/** Somebody says that they are a person or a system of this name. */
export interface Try {
  name: string;
  /** Where it comes from: an IP address. */
  address: string;
  /** A device from which this name has signed in before. */
  device?: string | undefined;
  /** A system's secret: it never waits where people do. */
  isSystem?: boolean;
  /** Fires when nobody waits for the answer any more: the try gives its place in the queue to others. */
  gone?: AbortSignal | undefined;
}

interface FailuresDocument extends Failures {
  /** Hash of the name with its origin, or of a network: nothing personal is stored. */
  _id: string;
  expiresAt: number;
}

export interface Throttle {
  /**
   * Counts a try before it is made, so that many at once count as many.
   *
   * @returns milliseconds to wait, 0: go on; and by how many the try is slowed.
   */
  take(attempt: Try): Promise<{ wait: number; slowBy: number }>;
  /** The secret was right: the failures of this origin are forgotten. */
  succeeded(attempt: Try): Promise<void>;
}

export async function createThrottle(db: Db, now: () => number): Promise<Throttle> {
  const failures = db.collection<FailuresDocument>('sign_in_failures');
  await failures.createIndex({ expiresAt: 1 });
  const idOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
  const originOf = ({ name, address, device }: Try): string =>
    idOf(
      device === undefined
        ? `name:${name.trim().toLowerCase()} from ${networkOf(address)}`
        : `device:${device}`,
    );
  const networkIdOf = ({ address }: Try): string => idOf(`network:${networkOf(address)}`);

  /** Decides and counts in one guarded write; whoever loses a race reads again. */
  async function takeOne(
    id: string,
    waitOf: (held: Failures | undefined, at: number) => number,
  ): Promise<{ wait: number; count: number }> {
    for (;;) {
      const held = (await failures.findOne({ _id: id })) ?? undefined;
      const at = now();
      const wait = waitOf(held, at);
      if (wait > 0) return { wait, count: held?.count ?? 0 };
      const next = { ...afterFailure(held, at), expiresAt: at + forgetAfterMs };
      if (held) {
        const { matchedCount } = await failures.updateOne(
          { _id: id, count: held.count, lastAt: held.lastAt },
          { $set: next },
        );
        if (matchedCount === 1) return { wait, count: next.count };
      } else {
        try {
          await failures.insertOne({ _id: id, ...next });
          return { wait, count: next.count };
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }
    }
  }

  return {
    async take(attempt) {
      const { wait } = await takeOne(originOf(attempt), waitLeft);
      // A device that is known guesses nobody else's name.
      if (wait > 0 || attempt.device !== undefined) return { wait, slowBy: 0 };
      const { count } = await takeOne(networkIdOf(attempt), () => 0);
      return { wait, slowBy: slowedBy(count) };
    },
    async succeeded(attempt) {
      await failures.deleteOne({ _id: originOf(attempt) });
      // The network keeps its other failures, but this try was none.
      if (attempt.device === undefined)
        await failures.updateOne({ _id: networkIdOf(attempt), count: { $gt: 0 } }, { $inc: { count: -1 } });
    },
  };
}
