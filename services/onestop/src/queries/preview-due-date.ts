import { dayOf, type Instant, refuseField } from '@lienthong/domain';
import type { Channel, ProcedureInForce } from '@lienthong/legal-clock';
import type { OneStopDeps } from '../commands/ports.ts';
import type { Due } from '../domain/dossier.ts';
import { dueOf } from '../domain/legal-term.ts';
import { refuseWith } from '../domain/refusals.ts';

export interface DueDateAsked {
  unit: string;
  procedureCode: string;
  channel: Channel;
}

/**
 * What a dossier handed in now would be promised, by the same reckoning as that of a registered one.
 * @throws Refusal `UNIT_NOT_SERVED`, `CHANNEL_NOT_OFFERED`, `CALENDAR_MISSING`; `INVALID_FIELD` for a procedure that there is not today.
 */
export function previewDueDate(
  { register, procedures }: Pick<OneStopDeps, 'register' | 'procedures'>,
  { unit, procedureCode, channel }: DueDateAsked,
  now: Instant,
): { due: Due; procedure: ProcedureInForce } {
  if (!register.serves(unit)) refuseWith('UNIT_NOT_SERVED', { unit });
  const procedure = procedures.findOn(procedureCode, dayOf(now));
  if (!procedure) refuseField('procedure_code', 'UNKNOWN', 'no such procedure on this day');
  const calendar = register.calendarOf(unit);
  return { procedure, due: dueOf({ procedure, channel, receivedAt: now, waits: [], calendar }) };
}
