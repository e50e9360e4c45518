/** Codes of this service; wrong fields are `INVALID_FIELD` with a rule. */
export const refusals = {
  DEAD_LETTER_UNKNOWN: { kind: 'not_found', message: 'no such dead letter, or it was used already' },
  UNIT_NOT_COUNTED_HERE: {
    kind: 'not_found',
    message: 'the numbers of this unit are counted at another site',
  },
  OWNER_UNREACHABLE: { kind: 'unavailable', message: 'the owner of the events does not answer' },
} as const;
export type RefusalCode = keyof typeof refusals;

/** Rules of `INVALID_FIELD` here: UNIT_KEY, LOCAL_DAY, RANGE_ORDER, RANGE_TOO_LONG, INDICATOR, CHANNEL, FIELD_CODE, PAGE_SIZE, PAGE_TOKEN, REQUIRED. */
export const longestRangeDays = 1_100;
