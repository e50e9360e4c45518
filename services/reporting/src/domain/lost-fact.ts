import type { Instant } from '@lienthong/domain';
import type { Fact } from './fact.ts';

/** A fact whose event its owner no longer has: the witness of a lost dossier. No person. */
export type LostFact = Pick<
  Fact,
  'id' | 'eventId' | 'eventType' | 'unit' | 'day' | 'at' | 'reference' | 'contributions'
> & {
  /** Machine time at which the loss was found. */
  lostAt: Instant;
  /** The owner has the event again. */
  returned: boolean;
  /** Still in the numbers: the owner's present history begins after that day. */
  counted: boolean;
};

/** Names one loss of a fact as it is shown: when it is lost again it is another one. */
export const seenOfLoss = ({
  lostAt,
  returned,
  counted,
}: Pick<LostFact, 'lostAt' | 'returned' | 'counted'>): string =>
  [lostAt, returned ? 'returned' : 'gone', counted ? 'counted' : 'removed'].join(' ');
