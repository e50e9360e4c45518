import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { isDuplicateKey, type Logger } from '@lienthong/runtime';
import type { Db } from 'mongodb';

interface LeaseDocument {
  _id: string;
  /** Drawn by each process. */
  holder: string;
  /** Which process that is, for people. */
  words: string;
  /** Moves while the holder lives. */
  beat: number;
}

const _id = 'process';
const beatMs = 2_000;
/** A holder whose beat has not moved for so long is gone. */
const termMs = 6_000;
const lookMs = 500;
/** A database that hangs must not keep a process from stopping. */
const givesUpMs = 2_000;

/** Another process works on the same database. */
export class SiteTaken extends Error {}

/**
 * One process at a time works on a site's database: two with the same configuration would each answer from a memory that the other does
 * not know of. A holder is known to live by a beat that moves, timed by the watcher's own clock: no two clocks are compared, and a database
 * that was set back only brings a holder that does not move. Waits for one that may have crashed.
 *
 * @param lost another process took over, because this one stood still for too long.
 * @returns gives the lease back.
 * @throws SiteTaken that names the holder.
 */
export async function takeSiteLease(
  db: Db,
  logger: Logger,
  lost: (error: SiteTaken) => void,
): Promise<() => Promise<void>> {
  const leases = db.collection<LeaseDocument>('site_memory');
  const mine = {
    holder: randomUUID(),
    words: `process ${process.pid} on ${hostname()}, started ${new Date(performance.timeOrigin).toISOString()}`,
  };
  let beat = 0;
  let other: { lease: LeaseDocument; since: number } | undefined;

  /** @returns whether this process holds it now; false: it may soon. */
  async function hold(): Promise<boolean> {
    beat += 1;
    const renewed = await leases.updateOne({ _id, holder: mine.holder }, { $set: { beat } });
    if (renewed.matchedCount > 0) return true;
    const found = await leases.findOne({ _id });
    if (!found) return insert();
    const isKnown = other?.lease.holder === found.holder;
    if (isKnown && other?.lease.beat !== found.beat)
      throw new SiteTaken(`this site's exchange runs already: ${found.words}`);
    if (!other || !isKnown) other = { lease: found, since: performance.now() };
    if (performance.now() - other.since < termMs) return false;
    const { holder, beat: last } = found;
    const taken = await leases.updateOne({ _id, holder, beat: last }, { $set: { ...mine, beat } });
    return taken.matchedCount > 0;
  }

  async function insert(): Promise<boolean> {
    try {
      await leases.insertOne({ _id, ...mine, beat });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }

  while (!(await hold())) await pause(lookMs);
  let renewing: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    renewing ??= hold()
      .catch((error: unknown) => {
        if (error instanceof SiteTaken) lost(error);
        else logger.warn({ err: error }, 'the lease on the database could not be renewed');
      })
      .finally(() => {
        renewing = undefined;
      });
  }, beatMs);
  timer.unref();

  return async () => {
    clearInterval(timer);
    const giveBack = async (): Promise<void> => {
      await renewing;
      await leases.deleteOne({ _id, holder: mine.holder });
    };
    await Promise.race([giveBack(), pause(givesUpMs, undefined, { ref: false })]);
  };
}
