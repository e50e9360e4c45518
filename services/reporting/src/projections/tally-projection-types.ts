import type { Lineage } from '@lienthong/domain';
import type { Stamp } from '@lienthong/messaging';
import type { UnitDay } from '../domain/day-summary.ts';
import type { Fact } from '../domain/fact.ts';

/** A tally that is in the store, as exchange is to have it. */
export interface WrittenTally extends UnitDay {
  src: number;
  lineage: Lineage;
  value: Buffer;
  lostAt?: number | undefined;
  takesOver?: Stamp | undefined;
  /** `traceparent`s of the events that led here, the latest 8. */
  spans: string[];
}

/** What changed in the store of facts without the projection. */
export interface FactsChanged {
  /** Days to be counted from the store: facts added, removed or made anew. */
  recount: readonly UnitDay[];
  /** Of these, days that lost facts since their tally was written: exchange is told so. */
  lost?: readonly UnitDay[];
}

/** How a day is counted that goes above what exchange holds. */
export interface Raise {
  /** The day's next version is greater. */
  above: number;
  /** The foreign record that it goes on from, by a person's decision. */
  takesOver?: Stamp | undefined;
  /** `above` counts as a version of the day's own from now on, by a person's decision. */
  inherits?: boolean;
  /** What was there before is given up: the record is marked. */
  lost?: boolean;
}

export interface TallyProjection {
  /**
   * Stores facts. Resolves when they and the tallies of all days concerned stand in the store; those that were there change nothing.
   * @throws when that is not known.
   */
  count(facts: readonly Fact[], spans: readonly string[]): Promise<void>;
  /** Resolves when the tallies of all days concerned stand in the store. @throws when that is not known. */
  update(changed: FactsChanged): Promise<void>;
  /** Counts a day from the store and writes it, also when nothing changed in it. */
  raise(day: UnitDay, how: Raise): Promise<WrittenTally>;
  /** Compares the days kept in memory with the facts in the store and recounts those that differ. @returns how many. */
  sweep(): Promise<number>;
  /** Days whose tally is being written or waits for it. */
  waiting(): number;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}
