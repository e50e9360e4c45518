import { dayOf, type Instant, type LocalDay } from '@lienthong/domain';
import type { Channel } from '@lienthong/legal-clock';

export type Change = 'RECEIVED' | 'SUSPENDED' | 'RESUMED' | 'FINISHED' | 'WITHDRAWN';
export type Timeliness = 'EARLY' | 'ON_TIME' | 'LATE';

/** How one event touches the numbers of one local day (`contributions.ts` says what it adds). Holds no person. */
export interface Movement {
  day: LocalDay;
  change: Change;
  field: string;
  channel: Channel;
  /** Due day before and after; empty: none (not pending, or suspended). */
  dueBefore: LocalDay | '';
  dueAfter: LocalDay | '';
  pendingBefore: boolean;
  pendingAfter: boolean;
  /** Only with FINISHED. */
  timeliness: Timeliness | '';
}

/** An earlier event whose movements of that day no longer count. */
export interface Cancel {
  eventId: string;
  day: LocalDay;
}

/** What every recorded event says about the numbers. */
export interface Counting {
  id: string;
  movements: Movement[];
  cancels: Cancel[];
}

/** Where a dossier stands in the numbers: pending or not, and under which due day. */
export interface Standing {
  pending: boolean;
  due: LocalDay | '';
}

export const notCounted: Standing = { pending: false, due: '' };

/** The movement from one standing to the next, on the day on which it happens. */
export function move(
  change: Change,
  at: Instant,
  counted: { procedure: { field: string }; channel: Channel },
  before: Standing,
  after: Standing,
  timeliness: Timeliness | '' = '',
): Movement {
  return {
    day: dayOf(at),
    change,
    field: counted.procedure.field,
    channel: counted.channel,
    dueBefore: before.due,
    dueAfter: after.due,
    pendingBefore: before.pending,
    pendingAfter: after.pending,
    timeliness,
  };
}

/** Everything that still counts: one entry for each event and day with movements that no later event has cancelled. */
export function countedSoFar(events: readonly Counting[]): Cancel[] {
  const cancelled = new Set(
    events.flatMap(({ cancels }) => cancels.map(({ eventId, day }) => `${eventId}|${day}`)),
  );
  return events.flatMap(({ id, movements }) =>
    [...new Set(movements.map(({ day }) => day))]
      .filter((day) => !cancelled.has(`${id}|${day}`))
      .map((day) => ({ eventId: id, day })),
  );
}
