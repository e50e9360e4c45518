import type { Dimension, Instant, Lineage, LocalDay, UnitKey } from '@lienthong/domain';
import type { EventEnvelope, Stamp } from '@lienthong/messaging';
import type { DaySummary, UnitDay } from '../domain/day-summary.ts';
import type { Fact, ToldFact } from '../domain/fact.ts';
import type { Tally } from '../domain/fold-tally.ts';

/** Which facts of a unit make one page. */
export interface FactQuery {
  from: LocalDay;
  to: LocalDay;
  /** Only facts with a contribution like this; empty: any. */
  indicator: string;
  dimensions: readonly Dimension[];
  /** Place of the last fact of the page before; empty: the first page. */
  after: string;
  limit: number;
}

export type FactOutline = Pick<Fact, 'id' | 'eventId' | 'day' | 'contributionVersion'>;

export interface FactStore {
  /** Durable when it resolves. @returns how many were not there already. @throws when the outcome is unknown. */
  insert(facts: readonly Fact[]): Promise<number>;
  ofDay(unit: UnitKey, day: LocalDay): Promise<Fact[]>;
  withIds(ids: readonly string[]): Promise<Fact[]>;
  countOfDay(unit: UnitKey, day: LocalDay): Promise<number>;
  /** Business time of the oldest event that any fact of a unit is of. Reads all of them. */
  beginning(unit: UnitKey): Promise<Instant | undefined>;
  /** Id, event, day and contribution version of every fact of a unit. */
  outline(unit: UnitKey, days?: readonly LocalDay[]): AsyncIterable<FactOutline>;
  remove(ids: readonly string[]): Promise<void>;
  /** Makes facts of an older contribution version anew. */
  replace(facts: readonly Fact[]): Promise<void>;
  /** In order of day and id. `last` is the place of the last one. */
  page(unit: UnitKey, want: FactQuery): Promise<{ facts: Fact[]; last: string; more: boolean }>;
  /** Ids of the events that facts of these days cancel, by day. */
  cancelledOn(unit: UnitKey, days: readonly LocalDay[]): Promise<Map<LocalDay, Set<string>>>;
  /** All with a contribution to the indicator, and of each these alone, up to the end of a day and in the order of days. */
  upTo(unit: UnitKey, day: LocalDay, indicator: string): AsyncIterable<ToldFact>;
  /** As `cancelledOn`, of all days up to one. */
  cancelledUpTo(unit: UnitKey, day: LocalDay): Promise<Map<LocalDay, Set<string>>>;
  /** Events of which facts are held. */
  holdsEvent(eventId: string): Promise<boolean>;
}

/** What is known of a stored tally without its value. */
export interface TallyOutline extends UnitDay, DaySummary {
  src: number;
  contributionVersion: number;
  /** Number and digest of the events that its facts are of. */
  events: number;
  eventDigest: string;
  /** Version of the fold. */
  fold: number;
  /** `valueDigest` of the value. */
  valueDigest: string;
  /** Version at which facts were last lost. */
  lostAt?: number;
  /** The foreign record of exchange whose value it goes on from. */
  takesOver?: Stamp;
}

/** A tally as it is stored, with its version. */
export interface StoredTally extends TallyOutline {
  /** The versions that the store has had, `src` among them. */
  lineage: Lineage;
  value: Buffer;
}

/** A write guarded by the version that was read: `expected` 0 means that none was there. */
export interface TallyWrite {
  tally: Tally;
  /** The tally, encoded: what is stored is byte for byte what exchange is put with. */
  value: Buffer;
  expected: number;
  src: number;
  lineage: Lineage;
  lostAt?: number | undefined;
  takesOver?: Stamp | undefined;
}

/**
 * Facts, and then the tallies that count them, in one durable write.
 *
 * @returns false when something was refused: a fact that was there, a guard that did not hold. What stands is not known then.
 * @throws when the outcome is unknown.
 */
export type WriteCounted = (facts: readonly Fact[], writes: readonly TallyWrite[]) => Promise<boolean>;

export interface TallyStore {
  find(unit: UnitKey, day: LocalDay): Promise<StoredTally | undefined>;
  /** Durable when it resolves. @returns for each write whether its guard held. @throws when the outcome is unknown. */
  write(writes: readonly TallyWrite[]): Promise<boolean[]>;
  ofUnit(unit: UnitKey, days: { from: LocalDay; to: LocalDay }): Promise<StoredTally[]>;
  /** Of every day of a unit, read without the values. */
  outline(unit: UnitKey): Promise<TallyOutline[]>;
}

/** Number of events that touch a day, and the digest over their ids. */
export interface EventDay {
  day: LocalDay;
  events: number;
  /** 16 hex digits. */
  digest: string;
  /** The owner's present version of how it makes contributions. */
  contributionVersion: number;
}

export interface Publishing {
  /** Business time up to which every event of a unit stands on the stream. */
  publishedTo: Map<UnitKey, Instant>;
  /** Another one: the owner's database may have been set back. */
  epoch: string;
}

/** The owner of the events, as reporting asks it. */
export interface EventsOwner {
  /** The events of a unit, of whole aggregates; only those that touch the given days, if days are given. */
  read(unit: UnitKey, days: readonly LocalDay[], signal: AbortSignal): AsyncIterable<EventEnvelope>;
  /** Every day that an event of the unit touches. */
  days(unit: UnitKey, signal: AbortSignal): AsyncIterable<EventDay>;
  publishing(): Promise<Publishing>;
  close(): void;
}

/** What was told last of each unit, so that a restart does not make "complete as of" unknown. */
export interface ProgressStore {
  load(): Promise<Map<UnitKey, Instant>>;
  /** Written at most every five seconds: an older one after a restart is true as well. */
  save(asOf: ReadonlyMap<UnitKey, Instant | undefined>): Promise<void>;
}
