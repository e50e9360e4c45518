import type { Contribution, Instant, LocalDay, UnitKey } from '@lienthong/domain';

/** What a person knows an aggregate by. */
export interface Reference {
  /** E.g. `dossier`. */
  kind: string;
  code: string;
}

/** What one event did to one unit and day. Never updated; inserting it twice is harmless. No personal data. */
export interface Fact {
  /** Event id, colon, index. */
  id: string;
  eventId: string;
  eventType: string;
  unit: UnitKey;
  day: LocalDay;
  /** Business time of the event: may lie days after `day` (a late correction). */
  at: Instant;
  reference: Reference;
  contributions: Contribution[];
  /** Ids of the events whose facts of this unit and day the fold leaves out. A fact that cancels contributes nothing itself. */
  cancels: string[];
  /** The owner's version of how it was made. */
  contributionVersion: number;
}

/** What is told of a fact behind a number. */
export type ToldFact = Pick<Fact, 'eventId' | 'eventType' | 'day' | 'at' | 'reference' | 'contributions'>;
