import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@lienthong/runtime';
import { agree, createDaySummaries, type UnitDay } from '../domain/day-summary.ts';
import { createHotDays, forget, type HotDay } from './hot-days.ts';
import { type DaySources, loadDay } from './load-day.ts';
import type { FactStore, TallyStore, WriteCounted } from './ports.ts';
import type { TallyProjection, WrittenTally } from './tally-projection-types.ts';
import { createTallyWriter } from './tally-writer.ts';

const sweepAttempts = 3;
/** Longer than an insert that can be read already takes to be answered. */
const sweepPauseMs = 250;

/**
 * Keeps the tallies equal to their facts (architecture §4). The folds of days that are being written stay in memory; a fold takes a fact
 * just before both are written, and is thrown away on any answer but "all of it". One write is under way: what waits meanwhile goes
 * together in the next one, so that a lone event waits for nobody.
 *
 * @param written called after each durable write, and again for a day that was recounted to the same value.
 */
export function createTallyProjection(
  options: DaySources & {
    facts: FactStore;
    tallies: TallyStore;
    writeCounted: WriteCounted;
    written: (tally: WrittenTally) => void;
    /** The store holds another version than this process wrote: it was restored, or somebody else writes. */
    storeMoved: (day: UnitDay) => void;
    logger: Logger;
  },
): TallyProjection {
  const { facts, tallies, written, storeMoved, logger } = options;
  const days = createHotDays();
  const writer = createTallyWriter({
    load: (day) => loadDay(options, day),
    facts,
    tallies,
    writeCounted: options.writeCounted,
    written,
    storeMoved,
    batchDone: () => days.evict((day) => writer.isWaiting(day)),
    logger,
  });

  return {
    async count(all, spans) {
      const byDay = Map.groupBy(all, (fact) => days.get(fact));
      await Promise.all([...byDay].map(([day, some]) => writer.write(day, spans, some)));
    },
    async update({ recount, lost = [] }) {
      const concerned = new Set<HotDay>();
      for (const place of lost) claimLoss(days.get(place));
      for (const place of recount) {
        const day = days.get(place);
        forget(day);
        concerned.add(day);
      }
      await Promise.all([...concerned].map((day) => writer.write(day, [])));
    },
    raise(place, { above, takesOver, inherits = false, lost = false }) {
      const day = days.get(place);
      forget(day);
      if (lost) claimLoss(day);
      const { claims } = day;
      day.claims = {
        ...claims,
        above: Math.max(claims.above, above),
        inherits: inherits ? above : claims.inherits,
        goesOnFrom: takesOver ?? claims.goesOnFrom,
      };
      return writer.write(day, []);
    },
    async sweep() {
      let differing = 0;
      for (const day of days.all()) {
        if (!(await differsFromStore(facts, day, (one) => writer.isWaiting(one)))) continue;
        differing += 1;
        storeMoved({ unit: day.unit, day: day.day });
        forget(day);
        await writer.write(day, []);
      }
      return differing;
    },
    waiting: () => writer.count(),
    stop: () => writer.stop(),
  };
}

/** The next version says that facts were lost. */
function claimLoss(day: HotDay): void {
  day.claims = { ...day.claims, losses: day.claims.losses + 1 };
}

/** A fact may be in the store a moment before this process hears of it: only a difference that stays is one. */
async function differsFromStore(
  facts: Pick<FactStore, 'outline'>,
  day: HotDay,
  isWaiting: (day: HotDay) => boolean,
): Promise<boolean> {
  const { generation } = day;
  const { src } = day.stored;
  for (let attempt = 1; attempt <= sweepAttempts; attempt += 1) {
    if (attempt > 1) await pause(sweepPauseMs);
    const stored = createDaySummaries();
    for await (const fact of facts.outline(day.unit, [day.day])) stored.add(fact.day, fact.id);
    const isAtRest = generation === day.generation && src === day.stored.src && !isWaiting(day);
    if (!day.fold || !isAtRest || agree(day.fold.tally(), stored.of(day.day))) return false;
  }
  return true;
}
