import type { EventEnvelope } from '@lienthong/messaging';
import type { DossierDocument, StoredDossierEvent } from '../commands/dossier-document.ts';
import { contributionsOf, contributionVersion } from '../domain/contributions.ts';

/**
 * What an event says on the site's stream and in `ReadEvents`. Named fields only: name, identity number, phone, address, summary and
 * notes of a dossier stay in its document, and a new field cannot leave by accident.
 */
export function toEnvelope(document: DossierDocument, event: StoredDossierEvent): EventEnvelope {
  return {
    id: event.id,
    type: event.type,
    subject: document._id,
    unit: document.unit,
    time: new Date(event.at),
    version: event.version,
    data: Buffer.alloc(0),
    facts: event.movements.map((movement) => ({
      day: movement.day,
      contributions: contributionsOf(movement),
    })),
    cancels: event.cancels.map(({ eventId, day }) => ({ eventId, day })),
    reference: { kind: 'dossier', code: document.state.code },
    contributionVersion,
  };
}
