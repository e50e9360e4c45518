import type { Lineage } from '@lienthong/domain';
import type { Stamp } from '@lienthong/messaging';
import type { DayFold } from '../domain/day-fold.ts';
import { tallyId, type UnitDay } from '../domain/day-summary.ts';

/** A day whose tally is kept in memory while it is being written. */
export interface HotDay extends Readonly<UnitDay> {
  /** Undefined: has to be counted from the store. */
  fold: DayFold | undefined;
  /** Rises whenever the fold is thrown away: a read that began before is not used. */
  generation: number;
  /** What the store has, as it was read with the fold. */
  stored: StoredState;
  /** What the next version has to say. */
  claims: Claims;
  lastUsed: number;
}

export interface StoredState {
  /** 0: none. */
  readonly src: number;
  readonly lineage: Lineage;
  /** This process wrote it, and no read since has found another version. */
  readonly isOurs: boolean;
  readonly value: Buffer | undefined;
  readonly lostAt: number | undefined;
  readonly takesOver: Stamp | undefined;
}

export interface Claims {
  /** The next version has to be greater. */
  readonly above: number;
  /** The version that the next one goes on from as its own; 0: none. */
  readonly inherits: number;
  /** How often facts were lost, or given up, that no version has said yet. */
  readonly losses: number;
  /** The next version goes on from this foreign record. */
  readonly goesOnFrom: Stamp | undefined;
}

/** The days kept in memory. */
export interface HotDays {
  /** The day, made empty if it is not kept yet. */
  get(place: UnitDay): HotDay;
  all(): Iterable<HotDay>;
  /** Gives up those that were not used for the longest time, until few are kept. */
  evict(isBusy: (day: HotDay) => boolean): void;
}

const maxHotDays = 64;
const nothingStored: StoredState = {
  src: 0,
  lineage: [],
  isOurs: false,
  value: undefined,
  lostAt: undefined,
  takesOver: undefined,
};
const noClaims: Claims = { above: 0, inherits: 0, losses: 0, goesOnFrom: undefined };

/** What is in memory of a day is thrown away: it may not be what the store has. */
export function forget(day: HotDay): void {
  day.fold = undefined;
  day.generation += 1;
}

export function createHotDays(): HotDays {
  const days = new Map<string, HotDay>();
  let uses = 0;

  return {
    get({ unit, day }) {
      const id = tallyId({ unit, day });
      const found: HotDay = days.get(id) ?? {
        unit,
        day,
        fold: undefined,
        generation: 0,
        stored: nothingStored,
        claims: noClaims,
        lastUsed: 0,
      };
      days.set(id, found);
      found.lastUsed = ++uses;
      return found;
    },
    all: () => days.values(),
    evict(isBusy) {
      if (days.size <= maxHotDays) return;
      const idle = [...days]
        .filter(([, day]) => !isBusy(day))
        .sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
      for (const [id, day] of idle.slice(0, days.size - maxHotDays)) {
        forget(day);
        days.delete(id);
      }
    },
  };
}
