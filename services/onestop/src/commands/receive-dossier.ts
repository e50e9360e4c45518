import type { Caller } from '@lienthong/aggregates';
import { dayOf, refuseField } from '@lienthong/domain';
import { handedInBefore } from '../domain/decide/handed-in-before.ts';
import { decideReceive, type ReceiveDossier } from '../domain/decide/receive.ts';
import { formatCode, seriesOf } from '../domain/dossier-code.ts';
import { refuseWith } from '../domain/refusals.ts';
import type { DossierDocument } from './dossier-document.ts';
import type { OneStopDeps } from './ports.ts';

/** Registers a dossier: code, due date and rights come from memory, the unique indexes decide about code and id. */
export async function receiveDossier(
  { dossiers, register, procedures, offlineDays }: OneStopDeps,
  command: ReceiveDossier,
  caller: Caller,
): Promise<DossierDocument> {
  const { dossierId, unit, procedureCode } = command;
  if (!caller.maySee(unit)) refuseWith('UNIT_NOT_SERVED', { unit });
  return dossiers.create(dossierId, command, caller, (_command, context) => {
    if (!register.serves(unit)) refuseWith('UNIT_NOT_SERVED', { unit });
    const receivedAt = handedInBefore(command.handedInAt, context.now, offlineDays);
    const procedure = procedures.findOn(procedureCode, dayOf(receivedAt ?? context.now));
    if (!procedure) refuseField('procedure_code', 'UNKNOWN', 'no such procedure on this day');
    // A code is of the day on which it is given: those of days that are over were counted when the database was set back.
    const series = seriesOf(register.agencyOf(unit), dayOf(context.now));
    return {
      wants: { of: 'code', series },
      under: (number) =>
        decideReceive(command, context, { code: formatCode(series, number), procedure, receivedAt }),
    };
  });
}
