import { Refusal, type RefusalKind } from '@lienthong/domain';

/** Every refusal of this service: its kind and what it says to an integrator. The codes are stable. */
export const refusals = {
  DOSSIER_NOT_FOUND: { kind: 'not_found', message: 'there is no such dossier here' },
  VERSION_CONFLICT: { kind: 'conflict', message: 'the dossier has changed since the version that was seen' },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'already_exists',
    message: 'the key was used before by another caller or with another content',
  },
  DOSSIER_WAITING_SUPPLEMENT: { kind: 'precondition', message: 'the dossier waits for a supplement' },
  DOSSIER_NOT_WAITING: { kind: 'precondition', message: 'the dossier waits for no supplement' },
  DOSSIER_NOT_FINISHED: { kind: 'precondition', message: 'the dossier has no result yet' },
  DOSSIER_ALREADY_FINISHED: { kind: 'precondition', message: 'the dossier has its result already' },
  DOSSIER_CLOSED: { kind: 'precondition', message: 'the dossier is closed' },
  DOSSIER_VOIDED: { kind: 'precondition', message: 'the dossier was registered wrongly and taken out' },
  ALREADY_HELD: { kind: 'precondition', message: 'the desk holds the dossier already' },
  NOTHING_TO_CORRECT: { kind: 'precondition', message: 'procedure and channel are what they were' },
  CHANNEL_NOT_OFFERED: { kind: 'precondition', message: 'the procedure is not offered by this channel' },
  UNIT_NOT_SERVED: { kind: 'precondition', message: 'this site does not receive dossiers for the unit' },
  AGENCY_CODE_MISSING: { kind: 'precondition', message: 'the unit has no agency code for dossier codes' },
  CALENDAR_MISSING: { kind: 'precondition', message: 'the working calendar does not reach the due date' },
  TOO_MANY_EVENTS: { kind: 'precondition', message: 'the dossier has too many entries in its history' },
  STORE_UNAVAILABLE: {
    kind: 'unavailable',
    message: 'the outcome is not known: send the same request with the same key again',
  },
} as const satisfies Record<string, { kind: RefusalKind; message: string }>;

export type RefusalCode = keyof typeof refusals;

/** Refuses with a code of the table; `params` fill the sentence on a screen and hold no personal data. */
export function refuseWith(code: RefusalCode, params: Record<string, string> = {}, cause?: unknown): never {
  const { kind, message } = refusals[code];
  throw new Refusal(kind, code, message, { params, cause });
}
