import { Refusal } from '@lienthong/domain';

/**
 * Codes of this service. Wrong fields are `INVALID_FIELD` with one of the rules of the contract, and PERIOD_EMPTY, PERIOD_TOO_LONG,
 * INDICATOR_UNKNOWN, DIMENSION_UNKNOWN, PAGE_TOKEN, REQUIRED, UNKNOWN.
 */
export const refusals = {
  UNIT_NOT_COUNTED_HERE: {
    kind: 'not_found',
    message: 'the numbers of this unit are counted at another site',
  },
  INCIDENT_CHANGED: { kind: 'conflict', message: 'what is decided upon is no longer as it was seen' },
  OWNER_UNREACHABLE: { kind: 'unavailable', message: 'the owner of the events does not answer' },
} as const;

/** Refuses with a code of the table; `params` fill the sentence on a screen and hold no personal data. */
export function refuseWith(
  code: keyof typeof refusals,
  params: Record<string, string> = {},
  cause?: unknown,
): never {
  const { kind, message } = refusals[code];
  throw new Refusal(kind, code, message, { params, cause });
}
