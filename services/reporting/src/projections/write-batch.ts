import type { Logger } from '@lienthong/runtime';
import type { UnitDay } from '../domain/day-summary.ts';
import { forget, type HotDay } from './hot-days.ts';
import { noteStored, type PlannedWrite, planWrite, writtenTally } from './plan-write.ts';
import type { TallyStore } from './ports.ts';
import type { WrittenTally } from './tally-projection-types.ts';

/** Who waits for a day's tally, and what led to it. */
export interface Asked {
  spans: string[];
  waiters: { resolve: (written: WrittenTally) => void; reject: (error: unknown) => void }[];
}

/** A day of the batch that is being written. */
export interface Taken extends Readonly<Asked> {
  readonly day: HotDay;
}

/** Where tallies are written, and who is told. */
export interface BatchTarget {
  /** Counts a day from the store, unless it is in memory. */
  load: (day: HotDay) => Promise<void>;
  tallies: Pick<TallyStore, 'write'>;
  /** Called after each durable write, and again for a day whose tally was in the store already. */
  written: (tally: WrittenTally) => void;
  /** The store holds another version than this process wrote. */
  storeMoved: (day: UnitDay) => void;
  logger: Logger;
}

/**
 * Writes the tallies of a batch and answers those who wait for them. Throws when it is not known what the store has.
 *
 * @param again called for each day that has to be counted and written once more.
 */
export async function writeBatch(
  { load, tallies, written, storeMoved, logger }: BatchTarget,
  taken: readonly Taken[],
  again: (entry: Taken) => void,
): Promise<void> {
  // All of them, also when one fails: a read that outlived its batch would put an older fold in the place of a newer one.
  const loads = await Promise.allSettled(taken.map(({ day }) => load(day)));
  for (const loaded of loads) if (loaded.status === 'rejected') throw loaded.reason;
  const writes: { entry: Taken; plan: PlannedWrite }[] = [];
  const settled: Taken[] = [];
  for (const entry of taken) {
    const plan = planWrite(entry.day);
    if (plan === 'forgotten') again(entry);
    else if (plan === 'unchanged') settled.push(entry);
    else writes.push({ entry, plan });
  }
  const held = writes.length === 0 ? [] : await tallies.write(writes.map(({ plan }) => plan));
  for (const [index, { entry, plan }] of writes.entries()) {
    if (held[index]) {
      noteStored(entry.day, plan);
      settled.push(entry);
    } else {
      const { unit, day } = entry.day;
      logger.warn({ unit, day }, 'a tally was not as this process left it: it is counted again');
      forget(entry.day);
      storeMoved({ unit, day });
      again(entry);
    }
  }
  for (const { day, waiters, spans } of settled) {
    const tally = writtenTally(day, spans);
    written(tally);
    for (const { resolve } of waiters) resolve(tally);
  }
}
