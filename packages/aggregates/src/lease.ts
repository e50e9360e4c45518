import { isDuplicateKey, type MachineClock } from '@lienthong/runtime';
import type { Db } from 'mongodb';

interface LeaseDocument {
  _id: string;
  owner: string;
  until: number;
}

export interface Lease {
  /** Takes or keeps the lease. @returns whether this instance holds it now. */
  hold(): Promise<boolean>;
  release(): Promise<void>;
}

const termMs = 10_000;

/**
 * One holder at a time among the processes of a site. Named after the instance (not the process), so that a restart does not wait
 * for itself. It spares work; no correctness rests on it.
 */
export function createLease(db: Db, name: string, instance: string, clock: MachineClock): Lease {
  const leases = db.collection<LeaseDocument>('leases');
  /** Of the process's own clock: the machine's may be put back. */
  let heldUntil = 0;
  return {
    async hold() {
      const began = performance.now();
      if (heldUntil - began > termMs / 2) return true;
      const now = clock.now();
      const until = now + termMs;
      const renewed = await leases.updateOne({ _id: name, owner: instance }, { $set: { until } });
      if (renewed.matchedCount === 0) {
        const taken = await leases.updateOne(
          { _id: name, until: { $lt: now } },
          { $set: { owner: instance, until } },
        );
        if (taken.matchedCount === 0) {
          try {
            await leases.insertOne({ _id: name, owner: instance, until });
          } catch (error) {
            if (!isDuplicateKey(error)) throw error;
            return false;
          }
        }
      }
      heldUntil = began + termMs;
      return true;
    },
    async release() {
      heldUntil = 0;
      await leases.updateOne({ _id: name, owner: instance }, { $set: { until: 0 } });
    },
  };
}
