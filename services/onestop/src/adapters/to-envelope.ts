import { Channel, Change, DossierEvent, Timeliness } from '@lienthong/contracts/onestop/v1/dossier_events';
import type { EventEnvelope } from '@lienthong/messaging';
import type { DossierDocument, StoredDossierEvent } from '../commands/dossier-document.ts';

/**
 * What an event says on the site's stream and in `ReadEvents`. Named fields only: name, identity number, phone, address, summary and
 * notes of a dossier stay in its document, and a new field cannot leave by accident.
 */
export function toEnvelope(document: DossierDocument, event: StoredDossierEvent): EventEnvelope {
  const body: DossierEvent = {
    dossierId: document._id,
    dossierCode: document.code,
    movements: event.movements.map((movement) => ({
      day: movement.day,
      change: Change[movement.change],
      field: movement.field,
      channel: Channel[movement.channel],
      dueBefore: movement.dueBefore,
      dueAfter: movement.dueAfter,
      pendingBefore: movement.pendingBefore,
      pendingAfter: movement.pendingAfter,
      timeliness: Timeliness[movement.timeliness === '' ? 'UNSPECIFIED' : movement.timeliness],
    })),
    cancels: event.cancels.map(({ eventId, day }) => ({ eventId, day })),
    procedureCode: event.procedureCode,
    actor: event.actor,
    note: '',
  };
  return {
    id: event.id,
    type: event.type,
    subject: document._id,
    unit: document.unit,
    time: new Date(event.at),
    version: event.version,
    data: Buffer.from(DossierEvent.encode(body).finish()),
  };
}
