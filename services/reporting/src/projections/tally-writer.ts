import type { Fact } from '../domain/fact.ts';
import { forget, type HotDay } from './hot-days.ts';
import type { WrittenTally } from './tally-projection-types.ts';
import { type Asked, type BatchTarget, type Taken, writeBatch } from './write-batch.ts';

/** Writes the tallies of days to the store. One write is under way: the days that wait meanwhile go together in the next one. */
export interface TallyWriter {
  /** Writes facts of the day, and its tally with all that came till its turn. @returns it, when the store has it. @throws when that is not known. */
  write(day: HotDay, spans: readonly string[], facts?: readonly Fact[]): Promise<WrittenTally>;
  /** Or is being written. */
  isWaiting(day: HotDay): boolean;
  count(): number;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** Days in one write; few of those that have to be read first, so that a rebuild does not hold up what happens now. */
const maxDaysAtOnce = 50;
const maxColdDaysAtOnce = 8;
const maxSpans = 8;

/** @param options.batchDone called after each write, whatever became of it. */
export function createTallyWriter(options: BatchTarget & { batchDone: () => void }): TallyWriter {
  const { batchDone, logger } = options;
  const waiting = new Map<HotDay, Asked>();
  let underWay: ReadonlySet<HotDay> = new Set();
  const idleWaiters: (() => void)[] = [];
  let isWriting = false;

  function askedOf(day: HotDay): Asked {
    const asked = waiting.get(day) ?? { facts: [], spans: [], waiters: [] };
    waiting.set(day, asked);
    return asked;
  }

  function again({ day, facts, waiters, spans }: Taken): void {
    const asked = askedOf(day);
    asked.facts.unshift(...facts);
    asked.waiters.unshift(...waiters);
    asked.spans = [...spans, ...asked.spans].slice(-maxSpans);
  }

  /** Never rejects: a failure goes to those who wait for the tally. */
  async function writeAll(): Promise<void> {
    isWriting = true;
    // The facts of one batch come in one turn: their days are written together.
    await Promise.resolve();
    while (waiting.size > 0) {
      const taken = takeBatch(waiting);
      underWay = new Set(taken.map(({ day }) => day));
      try {
        await writeBatch(options, taken, again);
      } catch (error) {
        logger.warn({ err: error, days: taken.length }, 'tallies could not be written');
        for (const { day, waiters } of taken) {
          forget(day);
          for (const { reject } of waiters) reject(error);
        }
      }
      underWay = new Set();
      batchDone();
    }
    isWriting = false;
    for (const resolve of idleWaiters.splice(0)) resolve();
  }

  return {
    write(day, spans, facts = []) {
      const asked = askedOf(day);
      asked.facts.push(...facts);
      asked.spans = [...asked.spans, ...spans].slice(-maxSpans);
      if (!isWriting) void writeAll();
      return new Promise((resolve, reject) => {
        asked.waiters.push({ resolve, reject });
      });
    },
    isWaiting: (day) => waiting.has(day) || underWay.has(day),
    count: () => waiting.size,
    async stop() {
      if (isWriting) await new Promise<void>((resolve) => idleWaiters.push(resolve));
    },
  };
}

/** Takes the days of the next write out of those that wait. */
function takeBatch(waiting: Map<HotDay, Asked>): Taken[] {
  const all = [...waiting].map(([day, asked]) => ({ day, ...asked }));
  const cold = all.filter(({ day }) => day.fold === undefined).slice(0, maxColdDaysAtOnce);
  const hot = all.filter(({ day }) => day.fold !== undefined).slice(0, maxDaysAtOnce);
  const batch = [...hot, ...cold];
  for (const { day } of batch) waiting.delete(day);
  return batch;
}
