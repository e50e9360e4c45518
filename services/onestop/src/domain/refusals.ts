import { refuse, type RefusalKind } from '@lienthong/domain';

/** This service's own refusals: kind, and what they say to an integrator. The codes are stable. */
const refusals = {
  DOSSIER_NOT_FOUND: { kind: 'not_found', message: 'there is no such dossier here' },
  DOSSIER_WAITING_SUPPLEMENT: { kind: 'precondition', message: 'the dossier waits for a supplement' },
  DOSSIER_NOT_WAITING: { kind: 'precondition', message: 'the dossier waits for no supplement' },
  DOSSIER_NOT_FINISHED: { kind: 'precondition', message: 'the dossier has no result yet' },
  DOSSIER_ALREADY_FINISHED: { kind: 'precondition', message: 'the dossier has its result already' },
  DOSSIER_CLOSED: { kind: 'precondition', message: 'the dossier is closed' },
  DOSSIER_VOIDED: { kind: 'precondition', message: 'the dossier was registered wrongly and taken out' },
  ALREADY_HELD: { kind: 'precondition', message: 'the desk holds the dossier already' },
  NOTHING_TO_CORRECT: { kind: 'precondition', message: 'everything is what it was' },
  CHANNEL_NOT_OFFERED: { kind: 'precondition', message: 'the procedure is not offered by this channel' },
  UNIT_NOT_SERVED: { kind: 'precondition', message: 'this site does not receive dossiers for the unit' },
  AGENCY_CODE_MISSING: { kind: 'precondition', message: 'the unit has no agency code for dossier codes' },
  CALENDAR_MISSING: { kind: 'precondition', message: 'the working calendar does not reach the due date' },
} as const satisfies Record<string, { kind: RefusalKind; message: string }>;

/** Refuses with a code of the table; `params` fill the sentence on a screen and hold no personal data. */
export function refuseWith(code: keyof typeof refusals, params: Record<string, string> = {}): never {
  const { kind, message } = refusals[code];
  return refuse(kind, code, message, params);
}
