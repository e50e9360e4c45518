/** Every way in which this package refuses its input. A closed list: transports map it in one place. */
export type ClockErrorCode =
  | 'BAD_DAY'
  | 'BAD_HOURS'
  | 'HOURS_OVERLAP'
  | 'DUPLICATE_DAY'
  | 'BAD_LAYER'
  | 'BAD_CORRECTION'
  | 'CALENDAR_GAP'
  | 'CALENDAR_WITHOUT_HOURS'
  | 'BEYOND_CALENDAR'
  | 'BAD_RULE'
  | 'BAD_TERM'
  | 'NO_TERM_FOR_CHANNEL'
  | 'BAD_INTERRUPTION'
  | 'RESUME_BEFORE_SUSPENSION'
  | 'INTERRUPTION_BEFORE_RECEIPT'
  | 'EXTENSION_BEFORE_RECEIPT'
  | 'EXTENSION_TOO_LATE'
  | 'EXTENSION_TWICE'
  | 'EXTENSION_NOT_LATER'
  | 'EXTENSION_ON_CLOSED_DAY'
  | 'EXTENSION_WHILE_SUSPENDED'
  | 'BAD_HANDOVER'
  | 'BAD_END'
  | 'BAD_REPORTING_RULE'
  | 'BAD_DERIVATION';

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
