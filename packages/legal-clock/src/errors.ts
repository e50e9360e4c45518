/** Every way in which this package refuses its input, and what it means. A closed list: transports map it in one place. */
export const clockErrors = {
  BAD_DAY: 'a date that is none',
  BAD_HOURS: 'office hours, a weekday or a time of day that are none',
  HOURS_OVERLAP: 'two opening hours of one scope for the same time',
  DUPLICATE_DAY: 'a date that stands twice in one scope',
  BAD_LAYER: 'a calendar layer with a field missing, unknown or of the wrong kind',
  BAD_CORRECTION: 'a correction of what is not there, or by an older version',
  SWAP_NOT_MADE_UP: 'a day off that was swapped for a day that nobody works',
  CALENDAR_GAP: 'dates between the first and the last that no national layer covers',
  CALENDAR_WITHOUT_HOURS: 'no layer says when offices are open',
  BEYOND_CALENDAR: 'a date outside the loaded years',
  BAD_RULE: 'a rule, version or transition that cannot be counted by',
  PROCEDURE_TWICE: 'a procedure whose code stands twice',
  PROCEDURE_VERSION_TWICE: 'a version of a procedure that stands twice',
  PROCEDURE_VERSIONS_OVERLAP: 'two versions of a procedure that are in force on one day',
  BAD_TERM: 'a term that is none: negative, zero, half a day',
  NO_TERM_FOR_CHANNEL: 'the rule has no term for this way of filing',
  BAD_INTERRUPTION: 'an interruption with an unknown reason, no instant, or a prolongation that shortens',
  RESUME_BEFORE_SUSPENSION: 'an interruption that ends before it begins',
  INTERRUPTION_BEFORE_RECEIPT: 'an interruption of a clock that had not started',
  EXTENSION_BEFORE_RECEIPT: 'a re-appointment before there was an appointment',
  EXTENSION_TOO_LATE: 'a re-appointment on the due day or after it',
  EXTENSION_TWICE: 'a second re-appointment',
  EXTENSION_NOT_LATER: 'a new day that is not after the due day',
  EXTENSION_ON_CLOSED_DAY: 'a new day on which the office is closed',
  EXTENSION_WHILE_SUSPENDED: 'a re-appointment while there is no due date',
  BAD_HANDOVER: 'hand-overs out of order, or a split that makes no sense',
  BAD_END: 'an end or a receipt that is no instant, lies before the receipt, or has no date to be judged by',
  BAD_REPORTING_RULE: 'a reporting rule, period or deadline that is none',
  BAD_DERIVATION: 'a proof whose steps do not follow from each other',
} as const;

export type ClockErrorCode = keyof typeof clockErrors;

/** A refusal with a stable code and the place in the input that is wrong, for example `days[3].date`. */
export interface ClockError extends Error {
  readonly name: 'ClockError';
  readonly code: ClockErrorCode;
  readonly place: string;
}

/** Makes a refusal; the message names the place, so that a log line alone is enough to find the fault. */
export const clockError = (code: ClockErrorCode, place: string, message: string): ClockError =>
  Object.assign(new Error(`${place}: ${message}`), { name: 'ClockError' as const, code, place });

/** True for errors made by this package. */
export const isClockError = (error: unknown): error is ClockError =>
  error instanceof Error && error.name === 'ClockError' && 'code' in error;
