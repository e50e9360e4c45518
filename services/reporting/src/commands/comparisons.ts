import { instantOf, type UnitKey, dayOf, addDays } from '@lienthong/domain';
import { createPeriodicTask, type Logger, type MachineClock } from '@lienthong/runtime';
import type { CompareWithOwner, ComparisonResult, Depth } from './compare-with-owner.ts';

/** When which unit is compared with the owner of its events, and what is known of it. */
export interface Comparisons {
  /** Compares every unit until it succeeded once, then every night until it succeeded. Returns at once. */
  start(): void;
  /** Compares a unit now with all its facts; joins a comparison that has not yet begun. @throws when the owner does not answer. */
  run(unit: UnitKey): Promise<ComparisonResult>;
  /**
   * Resolves when a comparison of the unit with all its facts has ended that began at most `withinMs` ago: a copy of a store that was being
   * written to may hold a day's tally and not its facts. @throws when it fails.
   */
  fresh(unit: UnitKey, withinMs: number): Promise<void>;
  /**
   * Nothing is known of the unit until it has been compared again. `facts`: the store was restored under this process, its tallies are
   * no witness of its facts.
   */
  invalidate(unit: UnitKey, depth: Depth): void;
  /** A comparison has succeeded, and nothing has put the store in doubt since. */
  isCompared(unit: UnitKey): boolean;
  stop(): Promise<void>;
}

const retryMs = 1_000;
const tickMs = 500;
/** Local time of the nightly comparison. */
const nightly = '02:15';

export function createComparisons(options: {
  compare: CompareWithOwner;
  units: () => UnitKey[];
  clock: MachineClock;
  logger: Logger;
}): Comparisons {
  const { compare, units, clock, logger } = options;
  const abort = new AbortController();
  /** `began`: of the process's own clock, which nobody puts right. */
  const compared = new Map<UnitKey, { began: number; depth: Depth }>();
  const invalidations = new Map<UnitKey, number>();
  /** One comparison of a unit at a time; whoever asks while one runs gets the next one. */
  const running = new Map<UnitKey, Promise<ComparisonResult>>();
  const next = new Map<UnitKey, Promise<ComparisonResult>>();
  let retryAt = 0;
  let night = lastNight();
  /** Units whose nightly comparison has not succeeded yet. */
  const due = new Set<UnitKey>();
  /** Units of which every fact is looked at next. */
  const deep = new Set<UnitKey>();

  /** The latest nightly time that has passed: a wrong clock that is put right only makes it another one. */
  function lastNight(): number {
    const today = dayOf(clock.now());
    const tonight = instantOf(today, nightly);
    return tonight <= clock.now() ? tonight : instantOf(addDays(today, -1), nightly);
  }

  async function runNow(unit: UnitKey): Promise<ComparisonResult> {
    abort.signal.throwIfAborted();
    const began = performance.now();
    const generation = invalidations.get(unit);
    const depth = deep.delete(unit) ? 'facts' : 'digests';
    try {
      const result = await compare(unit, abort.signal, depth);
      due.delete(unit);
      if (generation === invalidations.get(unit)) compared.set(unit, { began, depth });
      return result;
    } catch (error) {
      // It may have changed facts whose days were not counted again: until it has succeeded, no number of the unit is known.
      invalidate(unit, depth);
      throw error;
    }
  }

  function invalidate(unit: UnitKey, depth: Depth): void {
    if (depth === 'facts') deep.add(unit);
    invalidations.set(unit, (invalidations.get(unit) ?? 0) + 1);
    compared.delete(unit);
  }

  function begin(unit: UnitKey): Promise<ComparisonResult> {
    const promise = runNow(unit).finally(() => running.delete(unit));
    running.set(unit, promise);
    return promise;
  }

  function run(unit: UnitKey): Promise<ComparisonResult> {
    const current = running.get(unit);
    if (!current) return begin(unit);
    let queued = next.get(unit);
    if (!queued) {
      const start = (): Promise<ComparisonResult> => {
        next.delete(unit);
        return begin(unit);
      };
      queued = current.then(start, start);
      next.set(unit, queued);
    }
    return queued;
  }

  async function tick(): Promise<void> {
    const latest = lastNight();
    if (latest !== night)
      for (const unit of units()) {
        due.add(unit);
        deep.add(unit);
      }
    night = latest;
    if (performance.now() < retryAt) return;
    for (const unit of units()) {
      if (compared.has(unit) && !due.has(unit)) continue;
      try {
        await run(unit);
      } catch (error) {
        if (abort.signal.aborted) return;
        retryAt = performance.now() + retryMs;
        logger.warn(
          { err: error, unit },
          'the comparison with the owner of the events failed and is tried again',
        );
      }
    }
  }

  const ticks = createPeriodicTask({ round: tick, pauseMs: tickMs });

  return {
    start: () => ticks.start(),
    run(unit) {
      deep.add(unit);
      return run(unit);
    },
    async fresh(unit, withinMs) {
      const last = compared.get(unit);
      if (last?.depth === 'facts' && performance.now() - last.began <= withinMs) return;
      deep.add(unit);
      await run(unit);
    },
    invalidate,
    isCompared: (unit) => compared.has(unit),
    async stop() {
      abort.abort();
      await ticks.stop();
      await Promise.allSettled([...running.values(), ...next.values()]);
    },
  };
}
