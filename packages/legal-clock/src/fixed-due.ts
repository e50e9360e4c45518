import {
  type Calendar,
  closingMs,
  instantWorked,
  isWorkingDay,
  nextOpenDay,
  ordinalOf,
  workingDayAt,
  workingMsUpTo,
} from './calendar/calendar.ts';
import { workedUpTo } from './calendar/horizon.ts';
import { clockError } from './errors.ts';
import {
  DAY_MS,
  dayNumber,
  HOUR_MS,
  type Instant,
  instantOn,
  type LocalDay,
  localDay,
} from './local-time.ts';
import type { DueDay } from './due-date.ts';
import { standingAt, type Standing } from './standing.ts';

/** A due date that somebody names: a leader's, or the one of an edXML document. */
export interface FixedDue extends DueDay {
  /** An hour was named; else the day ends when the office closes. */
  readonly isExact: boolean;
}

/**
 * A named due day, with its hour if it has one. A closed day is kept as it was named: whoever named it may have meant it. A day beyond the
 * calendar ends at midnight, for nobody knows yet when its office closes.
 *
 * @param at an instant of that day.
 * @throws ClockError `BAD_DAY`, `BAD_TERM` for an hour of another day.
 */
export const fixedDue = (calendar: Calendar, dueDay: LocalDay, at?: Instant): FixedDue => {
  const day = dayNumber(dueDay, 'dueDay');
  const isLoaded = day >= calendar.firstDay && day <= calendar.lastDay;
  const closing = isLoaded ? closingMs(calendar, day) : DAY_MS;
  if (at === undefined) return { dueDay, dueAt: instantOn(day, closing), isExact: false };
  if (!(at >= instantOn(day, 0) && at <= instantOn(day + 1, 0))) {
    throw clockError('BAD_TERM', 'at', `is no hour of ${dueDay}`);
  }
  return { dueDay, dueAt: at, isExact: true };
};

/** Its state and light at an instant, as those of a counted due date. */
export const fixedStateAt = (due: FixedDue, calendar: Calendar, at: Instant): Standing =>
  standingAt({ due, isExact: due.isExact, calendar, upTo: (instant) => workedUpTo(calendar, instant) }, at);

/** The first working day after a day. @throws ClockError `BEYOND_CALENDAR`. */
export const nextWorkingDay = (calendar: Calendar, day: LocalDay): LocalDay =>
  localDay(nextOpenDay(calendar, dayNumber(day) + 1));

const refuseCount = (n: number): void => {
  if (!Number.isInteger(n) || n < 1) throw clockError('BAD_TERM', 'n', 'a whole number of days from 1');
};

/** The working day that is `n` working days before a day: for one, the last working day before it. @throws ClockError `BEYOND_CALENDAR`. */
export const workingDaysBefore = (calendar: Calendar, day: LocalDay, n: number): LocalDay => {
  refuseCount(n);
  const number = dayNumber(day);
  const upTo = ordinalOf(calendar, number) - (isWorkingDay(calendar, number) ? 1 : 0);
  return localDay(workingDayAt(calendar, upTo - n + 1));
};

/** The working day that is `n` working days after a day, which is not counted. @throws ClockError `BEYOND_CALENDAR`. */
export const workingDaysAfter = (calendar: Calendar, day: LocalDay, n: number): LocalDay => {
  refuseCount(n);
  return localDay(workingDayAt(calendar, ordinalOf(calendar, dayNumber(day)) + n));
};

/** The instant from which so many working hours are left until another. @throws ClockError `BEYOND_CALENDAR`. */
export const workingHoursBefore = (calendar: Calendar, at: Instant, hours: number): Instant =>
  instantWorked(calendar, workingMsUpTo(calendar, at) - hours * HOUR_MS);

/** The earliest instant by which so many working hours have passed since another. @throws ClockError `BEYOND_CALENDAR`. */
export const workingHoursAfter = (calendar: Calendar, at: Instant, hours: number): Instant =>
  instantWorked(calendar, workingMsUpTo(calendar, at) + hours * HOUR_MS);
