import type { Instant, LocalDay, UnitKey } from '@lienthong/domain';
import type { Channel } from './indicator.ts';

/** How a dossier's way through the office touches the numbers. */
export type Change =
  | { kind: 'received' }
  | { kind: 'suspended' }
  | { kind: 'resumed' }
  | { kind: 'finished'; timeliness: 'early' | 'on_time' | 'late' }
  | { kind: 'withdrawn' }
  | { kind: 'rescheduled' };

/** One movement of a dossier on a local day. A suspended dossier is pending without a due day (empty). */
export interface Movement {
  day: LocalDay;
  change: Change;
  /** Procedure field (lĩnh vực). */
  field: string;
  channel: Channel;
  pendingBefore: boolean;
  dueBefore: LocalDay | '';
  pendingAfter: boolean;
  dueAfter: LocalDay | '';
}

/** What reporting reads of an event of a dossier: no person, no text. */
export interface DossierMoves {
  eventId: string;
  eventType: string;
  unit: UnitKey;
  /** Business time of the event. */
  at: Instant;
  dossierCode: string;
  movements: readonly Movement[];
  /** Earlier events whose movements of a day no longer count. */
  cancels: readonly { eventId: string; day: LocalDay }[];
}

/** The procedure fields that the directory's catalogue holds now. @throws while it has not been read. */
export type KnownFields = () => ReadonlySet<string>;

/** Why an event cannot be counted: a field that the catalogue does not hold; undefined: it holds them all. */
export function findUnknownField(
  { movements }: DossierMoves,
  known: ReadonlySet<string>,
): string | undefined {
  const unknown = movements.find(({ field }) => !known.has(field));
  return unknown && `the procedure field ${unknown.field} is not in the catalogue`;
}
