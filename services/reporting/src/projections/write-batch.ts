import type { Logger } from '@lienthong/runtime';
import type { UnitDay } from '../domain/day-summary.ts';
import type { Fact } from '../domain/fact.ts';
import { forget, type HotDay } from './hot-days.ts';
import { noteStored, type PlannedWrite, planWrite, writtenTally } from './plan-write.ts';
import type { FactStore, TallyStore, WriteCounted } from './ports.ts';
import type { WrittenTally } from './tally-projection-types.ts';

/** Who waits for a day's tally, what it has to count, and what led to it. */
export interface Asked {
  /** Not known to be in the store. */
  facts: Fact[];
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
  facts: Pick<FactStore, 'insert'>;
  tallies: Pick<TallyStore, 'write'>;
  writeCounted: WriteCounted;
  /** Called after each durable write, and again for a day whose tally was in the store already. */
  written: (tally: WrittenTally) => void;
  /** The store holds another version than this process wrote. */
  storeMoved: (day: UnitDay) => void;
  logger: Logger;
}

/**
 * Writes the facts and tallies of a batch and answers those who wait for them. Throws when it is not known what the store has.
 *
 * @param again called for each day that has to be counted and written once more.
 */
export async function writeBatch(
  target: BatchTarget,
  taken: readonly Taken[],
  again: (entry: Taken) => void,
): Promise<void> {
  await loadAll(target, taken);
  if (taken.some(({ facts }) => facts.length > 0)) {
    if (await writeTogether(target, taken)) return;
    await storeFacts(target, taken);
  }
  await writeTallies(
    target,
    taken.map((entry) => ({ ...entry, facts: [] })),
    again,
  );
}

/** All of them, also when one fails: a read that outlived its batch would put an older fold in the place of a newer one. */
async function loadAll({ load }: BatchTarget, taken: readonly Taken[]): Promise<void> {
  const loads = await Promise.allSettled(taken.map(({ day }) => load(day)));
  for (const loaded of loads) if (loaded.status === 'rejected') throw loaded.reason;
}

/** Facts that are new, with the tallies that count them. @returns whether all of it stands; else the folds are ahead of the store. */
async function writeTogether(
  { writeCounted, written }: BatchTarget,
  taken: readonly Taken[],
): Promise<boolean> {
  const writes: { day: HotDay; plan: PlannedWrite }[] = [];
  for (const { day, facts } of taken) {
    for (const fact of facts) day.fold?.add(fact);
    const plan = planWrite(day);
    if (plan === 'forgotten') return false;
    if (plan !== 'unchanged') writes.push({ day, plan });
    // They were counted before.
    else if (facts.length > 0) return false;
  }
  const facts = taken.flatMap((entry) => entry.facts);
  const plans = writes.map(({ plan }) => plan);
  if (!(await writeCounted(facts, plans))) return false;
  for (const { day, plan } of writes) noteStored(day, plan);
  answer(taken, written);
  return true;
}

/** Stores facts by themselves, whichever of them are there already; their days are counted from the store. */
async function storeFacts(target: BatchTarget, taken: readonly Taken[]): Promise<void> {
  const counted = taken.filter(({ facts }) => facts.length > 0);
  const before = counted.map(({ day }) => day.stored.src);
  for (const { day } of counted) forget(day);
  await target.facts.insert(counted.flatMap(({ facts }) => facts));
  await loadAll(target, taken);
  for (const [index, { day }] of counted.entries())
    if (day.stored.src !== before[index]) noteMoved(target, day);
}

async function writeTallies(
  target: BatchTarget,
  taken: readonly Taken[],
  again: (entry: Taken) => void,
): Promise<void> {
  const writes: { entry: Taken; plan: PlannedWrite }[] = [];
  const settled: Taken[] = [];
  for (const entry of taken) {
    const plan = planWrite(entry.day);
    if (plan === 'forgotten') again(entry);
    else if (plan === 'unchanged') settled.push(entry);
    else writes.push({ entry, plan });
  }
  const held = writes.length === 0 ? [] : await target.tallies.write(writes.map(({ plan }) => plan));
  for (const [index, { entry, plan }] of writes.entries()) {
    if (held[index]) {
      noteStored(entry.day, plan);
      settled.push(entry);
    } else {
      forget(entry.day);
      noteMoved(target, entry.day);
      again(entry);
    }
  }
  answer(settled, target.written);
}

function noteMoved({ storeMoved, logger }: BatchTarget, { unit, day }: HotDay): void {
  logger.warn({ unit, day }, 'a tally was not as this process left it: it is counted again');
  storeMoved({ unit, day });
}

function answer(settled: readonly Taken[], written: BatchTarget['written']): void {
  for (const { day, waiters, spans } of settled) {
    const tally = writtenTally(day, spans);
    written(tally);
    for (const { resolve } of waiters) resolve(tally);
  }
}
