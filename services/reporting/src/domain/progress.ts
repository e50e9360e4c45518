import type { Instant } from '@lienthong/domain';

/** Why a unit's numbers are complete no further. */
export type ProgressReason = 'current' | 'dead_letter' | 'catching_up' | 'comparing' | 'history_missing';

export interface Progress {
  /** Business time up to which every event is in the tallies; undefined: unknown. */
  asOf: Instant | undefined;
  reason: ProgressReason;
}

/** What is known of a unit when its progress is to be told. */
export interface Standing {
  now: Instant;
  /** The start comparison with the owner has not ended yet. */
  comparing: boolean;
  /** Others hold days of the unit of which this site knows nothing, and no person has decided about them. */
  historyMissing: boolean;
  /** Exchange has refused a tally of the unit and does not hold it: what it lacks, nobody here knows up to when. */
  refused: boolean;
  /**
   * Up to here every event was published, consumed, recounted and put: the publishing progress of the last round that was seen
   * through to the end; undefined: none yet.
   */
  seenThrough: Instant | undefined;
  /** Business time of the oldest dead letter. */
  oldestDeadLetter: Instant | undefined;
  /** What was told last: it never goes back except for a dead letter, which a comparison may have found. */
  previous: Instant | undefined;
}

/** Behind by more than this is worth a word. */
const currentWithinMs = 10_000;

/** The earliest of now, what was seen through, and the oldest dead letter (architecture §4). */
export function progressOf(standing: Standing): Progress {
  if (standing.historyMissing) return { asOf: undefined, reason: 'history_missing' };
  if (standing.refused) return { asOf: undefined, reason: 'catching_up' };
  const { now, comparing, seenThrough, oldestDeadLetter, previous } = standing;
  const beforeDead = oldestDeadLetter === undefined ? Number.POSITIVE_INFINITY : oldestDeadLetter - 1;
  if (comparing)
    return { asOf: previous === undefined ? undefined : Math.min(previous, beforeDead), reason: 'comparing' };
  const known = seenThrough === undefined ? previous : Math.max(seenThrough, previous ?? seenThrough);
  if (known === undefined) return { asOf: undefined, reason: 'catching_up' };
  const asOf = Math.min(known, now, beforeDead);
  if (beforeDead <= Math.min(known, now)) return { asOf, reason: 'dead_letter' };
  return { asOf, reason: now - asOf > currentWithinMs ? 'catching_up' : 'current' };
}
