import { dayOf, refuseField } from '@lienthong/domain';
import { DuplicateKey } from '@lienthong/aggregates';
import { inSpan } from '@lienthong/runtime';
import { codePrefix, formatCode } from '../domain/dossier-code.ts';
import { decideReceive, type ReceiveDossier } from '../domain/decide/receive.ts';
import { refuseWith } from '../domain/refusals.ts';
import { type DossierDocument, fingerprintOf, newDocument } from './dossier-document.ts';
import type { Caller, Office } from './office.ts';
import { withKnownOutcome } from './unknown-outcome.ts';

const attempts = 20;

/**
 * Registers a dossier with one durable write and no read: code, due date and rights come from memory, the unique indexes decide about
 * code and id. The same request again gets the same dossier.
 */
export async function receiveDossier(
  office: Office,
  command: ReceiveDossier,
  caller: Caller,
): Promise<DossierDocument> {
  const { store, numbers, register, catalogue, clock } = office;
  if (!caller.maySee(command.unit) || !register.serves(command.unit))
    refuseWith('UNIT_NOT_SERVED', { unit: command.unit });
  const intake = fingerprintOf(caller.subject, command);
  const now = clock.now();
  const day = dayOf(now);
  const inForce = catalogue.findOn(command.procedureCode, day);
  if (!inForce) refuseField('procedure_code', 'UNKNOWN', 'no such procedure on this day');
  const context = {
    now,
    actor: caller,
    catalogue,
    calendar: register.calendarOf(command.unit),
  };
  const prefix = codePrefix(register.agencyOf(command.unit), day);

  return store.during(now, () =>
    withKnownOutcome(async () => {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const taken = numbers.take(prefix);
        const code = formatCode(prefix, typeof taken === 'number' ? taken : await taken);
        const document = newDocument(decideReceive(command, context, { code, inForce }), intake);
        try {
          await inSpan('onestop store dossier', {}, () => store.insert(document));
          return document;
        } catch (error) {
          if (!(error instanceof DuplicateKey) || !error.isDuplicate) throw error;
          const before = await store.find(command.dossierId);
          if (before) return repeated(before, intake);
          await numbers.lookAgain(prefix);
        }
      }
      throw new Error(`no free number for ${prefix} in ${attempts} attempts`);
    }),
  );
}

/** The id was used before: the same caller with the same body asks again, anybody else has taken a key that is not free. */
function repeated(before: DossierDocument, intake: string): DossierDocument {
  if (before.intake !== intake) refuseWith('IDEMPOTENCY_KEY_REUSED', { key: 'dossier_id' });
  return before;
}
