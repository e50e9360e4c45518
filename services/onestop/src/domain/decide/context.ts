import type { Instant } from '@lienthong/domain';
import type { Calendar, Procedures } from '@lienthong/legal-clock';
import type { Dossier, RecordedEvent } from '../dossier.ts';
import type { TermOf } from '../legal-term.ts';

/** Who acts. */
export interface Actor {
  subject: string;
  name: string;
}

/** What every decision is given besides the dossier and the command. */
export interface DecisionContext {
  /** The business clock. */
  now: Instant;
  actor: Actor;
  procedures: Procedures;
  /** The calendar of the counter that received the dossier. */
  calendar: Calendar;
}

/** A dossier with its history, as the deciders of later commands see it. */
export interface Recorded {
  state: Dossier;
  events: readonly RecordedEvent[];
}

/** What every event carries; an event is never dated before the one that it follows. */
export function happening(
  context: Pick<DecisionContext, 'now' | 'actor'>,
  dossier: Pick<Dossier, 'changedAt'> | undefined,
  note: string,
): { at: Instant; actor: string; actorName: string; note: string } {
  return {
    at: Math.max(context.now, dossier?.changedAt ?? 0),
    actor: context.actor.subject,
    actorName: context.actor.name,
    note,
  };
}

/** What the dossier's due date depends on now. */
export function termOf(dossier: Dossier, context: DecisionContext): TermOf {
  return {
    ...dossier.subject,
    receivedAt: dossier.receivedAt,
    waits: dossier.waits,
    calendar: context.calendar,
  };
}
