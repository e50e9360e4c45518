import { dayOf, type Instant, type UnitKey } from '@lienthong/domain';
import { type HeldRecordState, type ProducedValue, sameStamp, unknownHere } from '@lienthong/messaging';
import type { UnitDay } from '../domain/day-summary.ts';
import type { TallyProjection } from '../projections/tally-projection-types.ts';
import type { FactStore, TallyStore } from '../projections/ports.ts';
import type { HistoryStore } from './ports.ts';

/** Counts a day anew of which exchange holds something else, or says that nobody here knows it. */
export type RecountDay = (day: UnitDay, held: HeldRecordState) => Promise<ProducedValue | typeof unknownHere>;

const beginningKnownMs = 60_000;

/**
 * A day is known here when its facts are: after a wipe, a hand-over or an adopted history there are none, and what is held elsewhere
 * must not be replaced by a zero, nor a whole day by its last hour. So:
 *
 * - what the unit's former owner wrote is unknown here;
 * - no facts: known only if a tally stands here (its facts were removed) and exchange holds no foreign one, or if the held value was
 *   counted from none;
 * - facts: known if they are as many as the held value was counted from, or if the unit's history here begins before that day; of a stub
 *   that beginning proves nothing, for an emptied machine begins anew.
 *
 * What is unknown is remembered: the day is not put again until a person decides (`resolve-history.ts`) or its facts come back.
 */
export function createRecountDay(options: {
  facts: Pick<FactStore, 'countOfDay' | 'beginning'>;
  tallies: Pick<TallyStore, 'find'>;
  history: Pick<HistoryStore, 'isMissing' | 'noteMissing' | 'noteKnown'>;
  raise: TallyProjection['raise'];
  /** Resolves when the facts of the unit are known to be complete. */
  compared: (unit: UnitKey) => Promise<void>;
  /** How many facts the value that others hold was counted from; undefined: it has no such value. @throws when it cannot be read. */
  factsHeld: (day: UnitDay) => Promise<number | undefined>;
}): RecountDay {
  const { facts, tallies, history, raise, compared, factsHeld } = options;
  const beginnings = new Map<UnitKey, { at: Instant | undefined; asked: number }>();

  async function beginning(unit: UnitKey): Promise<Instant | undefined> {
    const known = beginnings.get(unit);
    if (known && performance.now() - known.asked < beginningKnownMs) return known.at;
    const at = await facts.beginning(unit);
    beginnings.set(unit, { at, asked: performance.now() });
    return at;
  }

  async function isKnown(place: UnitDay, { foreign }: HeldRecordState): Promise<boolean> {
    if (foreign === 'former_owner') return false;
    const count = await facts.countOfDay(place.unit, place.day);
    const stands = !history.isMissing(place) && (await tallies.find(place.unit, place.day)) !== undefined;
    if (count === 0) return (stands && foreign === '') || (await factsHeld(place)) === 0;
    // Of a machine that was emptied a new beginning proves nothing: what it counted before is what others hold.
    const begins = foreign === 'stub' ? undefined : await beginning(place.unit);
    if (begins !== undefined && dayOf(begins) < place.day) return true;
    return count >= ((await factsHeld(place)) ?? 0);
  }

  return async (place, held) => {
    // Nobody knows yet whether others hold the day: its exchange asks again when it does.
    if (held.foreign === 'awaited') return unknownHere;
    await compared(place.unit);
    const takesOver = (await tallies.find(place.unit, place.day))?.takesOver;
    // Decided before, and stopped between the tally's write and its put.
    const isDecided = takesOver && held.stamp && sameStamp(takesOver, held.stamp);
    if (!isDecided && !(await isKnown(place, held))) {
      await history.noteMissing(place);
      return unknownHere;
    }
    await history.noteKnown(place);
    const { src, lineage, value, spans } = await raise(place, { above: held.src });
    return { src, lineage, value, spans, ...(isDecided ? { takesOver } : {}) };
  };
}
