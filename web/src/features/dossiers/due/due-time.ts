import type { DueDate, Term } from '../../../api/onestop.ts';
import { formatTime } from '../../../format/dates.ts';

const inHours: ReadonlySet<Term['unit']> = new Set(['TERM_UNIT_WORKING_MINUTE', 'TERM_UNIT_MINUTE']);

/** Whether it is due at an hour, and not by the end of a day. */
export const isAtHour = ({ at, term }: DueDate): boolean =>
  at !== undefined && term !== undefined && inHours.has(term.unit);

/** The day that is written in some form, with the hour where it is due at one: `16:00 30/06/2025`. */
export const dueTime = (due: DueDate, day: string): string =>
  isAtHour(due) ? `${formatTime(due.at ?? '')} ${day}` : day;
