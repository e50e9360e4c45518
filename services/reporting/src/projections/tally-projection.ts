import { setTimeout as pause } from 'node:timers/promises';
import type { Stamp } from '@lienthong/messaging';
import type { Logger } from '@lienthong/runtime';
import { inSpan } from '@lienthong/runtime';
import type { HistoryStore } from '../commands/ports.ts';
import type { AggregationOf } from '../domain/catalogue.ts';
import { createDayFold, type DayFold } from '../domain/day-fold.ts';
import { agree, createDaySummaries, tallyId, type UnitDay } from '../domain/day-summary.ts';
import type { Fact } from '../domain/fact.ts';
import type { TallyProjection, WrittenTally } from './tally-projection-types.ts';
import { encodeTally } from './day-tally.ts';
import type { FactStore, TallyStore, TallyWrite } from './ports.ts';

interface Day extends UnitDay {
  /** Undefined: has to be counted from the store. */
  fold: DayFold | undefined;
  /** Facts that were inserted while the store was being read. */
  arrived: Fact[];
  /** Version and value in the store; 0: none. Only with a fold. */
  src: number;
  value: Buffer | undefined;
  /** The next version has to be greater. */
  above: number;
  /** As stored, only with a fold. */
  lostAt: number | undefined;
  takesOver: Stamp | undefined;
  /** How often facts were lost, or given up, that no version has said yet. */
  losses: number;
  /** The next version goes on from this foreign record. */
  goesOnFrom: Stamp | undefined;
  /** Rises whenever the fold is thrown away: a read that began before is not used. */
  generation: number;
  spans: string[];
  waiters: { resolve: (written: WrittenTally) => void; reject: (error: unknown) => void }[];
  lastUsed: number;
}

const maxHotDays = 64;
/** Days in one write; few of those that have to be read first, so that a rebuild does not hold up what happens now. */
const maxDaysAtOnce = 50;
const maxColdDaysAtOnce = 8;
const sweepAttempts = 3;
/** Longer than an insert that can be read already takes to be answered. */
const sweepPauseMs = 250;
const maxSpans = 8;

/**
 * Keeps the tallies equal to their facts (architecture §4). The folds of days that are being written stay in memory; a fold takes a fact
 * only when its insert answered "inserted" and is thrown away on anything else. One write is under way: what waits meanwhile goes
 * together in the next one, so that a lone event waits for nobody.
 *
 * @param written called after each durable write, and again for a day that was recounted to the same value.
 */
export function createTallyProjection(options: {
  facts: FactStore;
  tallies: TallyStore;
  history: Pick<HistoryStore, 'inherited'>;
  aggregationOf: AggregationOf;
  written: (tally: WrittenTally) => void;
  /** The store holds another version than this process wrote: it was restored, or somebody else writes. */
  storeMoved: (day: UnitDay) => void;
  logger: Logger;
}): TallyProjection {
  const { facts, tallies, history, aggregationOf, written, storeMoved, logger } = options;
  const days = new Map<string, Day>();
  const dirty = new Set<Day>();
  let writing = false;
  const idleWaiters: (() => void)[] = [];
  let uses = 0;

  function dayOf({ unit, day }: UnitDay): Day {
    const id = tallyId({ unit, day });
    let found = days.get(id);
    if (!found) {
      found = {
        unit,
        day,
        fold: undefined,
        arrived: [],
        src: 0,
        value: undefined,
        above: 0,
        lostAt: undefined,
        takesOver: undefined,
        losses: 0,
        goesOnFrom: undefined,
        generation: 0,
        spans: [],
        waiters: [],
        lastUsed: 0,
      };
      days.set(id, found);
    }
    found.lastUsed = ++uses;
    return found;
  }

  function forget(day: Day): void {
    day.fold = undefined;
    day.arrived = [];
    day.generation += 1;
  }

  function toBeWritten(day: Day, spans: readonly string[]): Promise<WrittenTally> {
    day.spans = [...day.spans, ...spans].slice(-maxSpans);
    dirty.add(day);
    if (!writing) void writeAll();
    return new Promise((resolve, reject) => {
      day.waiters.push({ resolve, reject });
    });
  }

  async function load(day: Day): Promise<void> {
    while (day.fold === undefined) {
      const { generation } = day;
      // The version first: had somebody else written between a read of the facts and a later one of the version, the guard would
      // hold although their fact is missing here.
      const stored = await tallies.find(day.unit, day.day);
      const [held, inherited] = await Promise.all([facts.ofDay(day.unit, day.day), history.inherited(day)]);
      if (generation !== day.generation) continue;
      day.fold = createDayFold(day, aggregationOf, [...held, ...day.arrived], inherited);
      day.arrived = [];
      day.src = stored?.src ?? 0;
      day.value = stored?.value;
      day.lostAt = stored?.lostAt;
      day.takesOver = stored?.takesOver;
    }
  }

  /** Never rejects: a failure goes to those who wait for the tally. */
  async function writeAll(): Promise<void> {
    writing = true;
    // The facts of one batch come in one turn: their days are written together.
    await Promise.resolve();
    while (dirty.size > 0) {
      const cold = [...dirty].filter(({ fold }) => fold === undefined).slice(0, maxColdDaysAtOnce);
      const hot = [...dirty].filter(({ fold }) => fold !== undefined).slice(0, maxDaysAtOnce);
      const batch = [...hot, ...cold];
      const taken = batch.map((day) => {
        dirty.delete(day);
        const { waiters, spans } = day;
        day.waiters = [];
        day.spans = [];
        return { day, waiters, spans };
      });
      try {
        await inSpan('write tallies', { links: taken.flatMap(({ spans }) => spans).slice(-maxSpans) }, () =>
          writeBatch(taken),
        );
      } catch (error) {
        logger.warn({ err: error, days: batch.length }, 'tallies could not be written');
        for (const { day, waiters } of taken) {
          forget(day);
          for (const { reject } of waiters) reject(error);
        }
      }
      evict();
    }
    writing = false;
    for (const resolve of idleWaiters.splice(0)) resolve();
  }

  async function writeBatch(taken: { day: Day; waiters: Day['waiters']; spans: string[] }[]): Promise<void> {
    // All of them, also when one fails: a read that outlived its batch would put an older fold in the place of a newer one.
    const loads = await Promise.allSettled(taken.map(({ day }) => load(day)));
    for (const loaded of loads) if (loaded.status === 'rejected') throw loaded.reason;
    const writes: (TallyWrite & Pick<Day, 'losses' | 'goesOnFrom'> & { entry: (typeof taken)[number] })[] =
      [];
    const settled: typeof taken = [];
    for (const entry of taken) {
      const { day } = entry;
      const tally = day.fold?.tally();
      // Thrown away since it was loaded: whoever did that has made it dirty again.
      if (!tally) {
        again(entry);
        continue;
      }
      const value = encodeTally(tally);
      if (day.value?.equals(value) && day.src > day.above && day.losses === 0 && !day.goesOnFrom) {
        settled.push(entry);
        continue;
      }
      const src = Math.max(day.src, day.above) + 1;
      const { losses, goesOnFrom } = day;
      const lostAt = losses > 0 ? src : day.lostAt;
      writes.push({
        entry,
        tally,
        value,
        expected: day.src,
        src,
        lostAt,
        takesOver: goesOnFrom ?? day.takesOver,
        losses,
        goesOnFrom,
      });
    }
    const held = writes.length === 0 ? [] : await tallies.write(writes);
    for (const [index, { entry, value, src, lostAt, takesOver, losses, goesOnFrom }] of writes.entries()) {
      const { day } = entry;
      if (held[index]) {
        day.src = src;
        day.value = value;
        day.lostAt = lostAt;
        day.takesOver = takesOver;
        // What came while this was being written is for the next one to say.
        day.losses -= losses;
        if (day.goesOnFrom === goesOnFrom) day.goesOnFrom = undefined;
        settled.push(entry);
      } else {
        logger.warn(
          { unit: day.unit, day: day.day },
          'a tally was not as this process left it: it is counted again',
        );
        forget(day);
        storeMoved({ unit: day.unit, day: day.day });
        again(entry);
      }
    }
    for (const { day, waiters, spans } of settled) {
      const tally = {
        unit: day.unit,
        day: day.day,
        src: day.src,
        value: day.value ?? Buffer.alloc(0),
        lostAt: day.lostAt,
        takesOver: day.takesOver,
        spans,
      };
      written(tally);
      for (const { resolve } of waiters) resolve(tally);
    }
  }

  /** A fact may be in the store a moment before this process hears of it: only a difference that stays is one. */
  async function differsFromStore(day: Day): Promise<boolean> {
    const { generation, src } = day;
    for (let attempt = 1; attempt <= sweepAttempts; attempt += 1) {
      if (attempt > 1) await pause(sweepPauseMs);
      const stored = createDaySummaries();
      for await (const fact of facts.outline(day.unit, [day.day])) stored.add(fact.day, fact.id);
      const isAtRest = generation === day.generation && src === day.src && !dirty.has(day);
      if (!day.fold || !isAtRest || agree(day.fold.tally(), stored.of(day.day))) return false;
    }
    return true;
  }

  function again({ day, waiters, spans }: { day: Day; waiters: Day['waiters']; spans: string[] }): void {
    day.waiters.unshift(...waiters);
    day.spans = [...spans, ...day.spans].slice(-maxSpans);
    dirty.add(day);
  }

  function evict(): void {
    if (days.size <= maxHotDays) return;
    const idle = [...days]
      .filter(([, day]) => !dirty.has(day))
      .sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
    for (const [id, day] of idle.slice(0, days.size - maxHotDays)) {
      forget(day);
      days.delete(id);
    }
  }

  return {
    async update({ inserted, recount, lost = [], spans }) {
      const concerned = new Set<Day>();
      for (const place of lost) dayOf(place).losses += 1;
      for (const place of recount) {
        const day = dayOf(place);
        forget(day);
        concerned.add(day);
      }
      for (const fact of inserted) {
        const day = dayOf(fact);
        if (day.fold) day.fold.add(fact);
        else day.arrived.push(fact);
        concerned.add(day);
      }
      await Promise.all([...concerned].map((day) => toBeWritten(day, spans)));
    },
    doubt(places) {
      for (const place of places) forget(dayOf(place));
    },
    raise(place, { above, takesOver, lost = false }) {
      const day = dayOf(place);
      forget(day);
      day.above = Math.max(day.above, above);
      if (lost) day.losses += 1;
      day.goesOnFrom = takesOver ?? day.goesOnFrom;
      return toBeWritten(day, []);
    },
    async sweep() {
      let differing = 0;
      for (const day of days.values()) {
        if (!(await differsFromStore(day))) continue;
        differing += 1;
        storeMoved({ unit: day.unit, day: day.day });
        forget(day);
        await toBeWritten(day, []);
      }
      return differing;
    },
    waiting: () => dirty.size,
    async stop() {
      if (writing) await new Promise<void>((resolve) => idleWaiters.push(resolve));
    },
  };
}
