import type { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import type { Instant, LocalDay, UnitKey } from '@lienthong/domain';
import type { ProducerStatus, Stamp } from '@lienthong/messaging';
import type { UnitDay } from '../domain/day-summary.ts';
import type { Fact } from '../domain/fact.ts';
import type { Inherited } from '../domain/fold-tally.ts';
import type { LostFact } from '../domain/lost-fact.ts';
import type { WrittenTally } from '../projections/tally-projection-types.ts';
import type { ReportProgress } from '../projections/progress-reporter.ts';

/** `inherit`: what others hold stays and becomes this site's own; `start_anew`: the day is counted from the facts that are here. */
export type HistoryDecision = 'inherit' | 'start_anew';

/** One day of a decision, complete enough to be carried out again after a crash. */
export interface DecidedDay {
  day: LocalDay;
  /** Version that exchange had: the day's next one is greater. */
  above: number;
  /** The foreign record that the day goes on from; null: exchange's own holding. */
  takesOver: Stamp | null;
  /** Only with `inherit`. */
  inherited: Inherited | null;
}

/** What a person decided about days of which this site knows nothing, who and why. */
export interface Decided {
  id: string;
  unit: UnitKey;
  decision: HistoryDecision;
  reason: string;
  /** Subject of the person. */
  by: string;
  /** Machine time. */
  at: Instant;
  days: DecidedDay[];
}

/** Days that others hold and this site knows nothing of, and what people decided about them. */
export interface HistoryStore {
  isMissing(day: UnitDay): boolean;
  /** Days of a unit that wait for a decision. */
  missing(unit: UnitKey): LocalDay[];
  countMissing(): number;
  noteMissing(day: UnitDay): Promise<void>;
  /** The day is known: its facts came back, or a person decided. */
  noteKnown(day: UnitDay): Promise<void>;
  inherited(day: UnitDay): Promise<Inherited | undefined>;
  keepInherited(day: UnitDay, inherited: Inherited): Promise<void>;
  dropInherited(day: UnitDay): Promise<void>;
  /** One write: what is decided, by whom and why. */
  decide(decided: Decided): Promise<void>;
  /** Decisions that a crash may have left half done. */
  unapplied(): Promise<Decided[]>;
  applied(id: string): Promise<void>;
  /** All that was ever decided. */
  decided(): Promise<PastDecision[]>;
}

/** A decision as it is read back: its days without what they became. */
export type PastDecision = Pick<Decided, 'unit' | 'decision' | 'reason' | 'by' | 'at'> & { days: LocalDay[] };

/** What a restore of the events' owner took away, until a person has looked at it; kept afterwards as evidence. */
export interface LostFactStore {
  /** Durable before the facts are removed. A fact lost again is open again. */
  keep(facts: readonly Fact[], at: Instant, options: { counted: boolean }): Promise<void>;
  /** Days of a unit that lost facts and are not written as such yet. */
  unmarkedDays(unit: UnitKey): Promise<LocalDay[]>;
  marked(unit: UnitKey, days: readonly LocalDay[]): Promise<void>;
  /** Days that were left as they are although their events are lost. */
  keptDays(unit: UnitKey): Promise<LocalDay[]>;
  /** Facts that were made again from their owner's events. */
  returned(ids: readonly string[]): Promise<void>;
  /** Open ones in order of day. */
  list(unit: UnitKey, limit: number): Promise<{ facts: LostFact[]; total: number }>;
  countOpenByUnit(): Promise<ReadonlyMap<UnitKey, number>>;
  /**
   * Who dealt with them and why.
   * @param seen by id, as each was shown (`seenOfLoss`). One that is open no longer is left out.
   * @returns how many of the unit stay open. @throws Refusal `INCIDENT_CHANGED`: one was lost again meanwhile, or is back; nothing is resolved.
   */
  resolve(
    unit: UnitKey,
    seen: ReadonlyMap<string, string>,
    decision: { by: string; reason: string; at: Instant },
  ): Promise<number>;
  /** What people said of them, one for each time that somebody did. */
  decided(): Promise<PastResolution[]>;
}

export interface PastResolution {
  unit: UnitKey;
  by: string;
  reason: string;
  at: Instant;
  /** In order. */
  references: string[];
}

/** The tallies of one source in the site's exchange. */
export interface TallyRecords {
  /** Compares what exchange holds, then puts; in the background, for ever. */
  start(): void;
  /** A tally stands in the store. Never waits and never loses it: what is not put is found by the comparison. */
  offer(tally: WrittenTally): void;
  /** Resolves when exchange holds every tally offered or found missing so far, or at stop. */
  putSoFar(): Promise<void>;
  report: ReportProgress;
  /** Days of a unit that others hold and this site does not. */
  stubs(unit: UnitKey): Promise<LocalDay[]>;
  /** What exchange holds of a day, or a neighbour if this site lost it. @throws when it cannot be read. */
  held(day: UnitDay): Promise<HeldTally>;
  /** The registry of sites has changed: what this site owns now is compared and put. */
  compare(): void;
  status(): ProducerStatus;
  stop(): Promise<void>;
}

/** A tally as others hold it. */
export interface HeldTally {
  /** Undefined: it was deleted, or nobody holds it any more. */
  tally: DayTally | undefined;
  isDeleted: boolean;
  /** This site's version of it; 0: it never wrote it. */
  src: number;
  /** Undefined: nobody holds it. */
  stamp: Stamp | undefined;
  /** Site that wrote it. */
  by: string;
  /** `HeldRecord.foreign` of the contract. */
  foreign: string;
}
