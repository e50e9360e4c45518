import type { Instant } from '../local-time.ts';
import { dayNumberAt } from '../local-time.ts';
import { clockError } from '../errors.ts';
import {
  type Calendar,
  instantWorked,
  isWorkingDay,
  ordinalOf,
  totalWorkingMs,
  workingMsUpTo,
} from './calendar.ts';

/**
 * A day or instant that lies after all that the calendar holds. Counting goes on with it: a date that the answer does not need (the end
 * of a term that was counted anew, the limit of a wait that is over) refuses nothing.
 */
export const beyond = Number.POSITIVE_INFINITY;

/** The refusal for an answer that would have to name what lies beyond. */
export const refuseBeyond = (calendar: Calendar): never => {
  const { id, from, to } = calendar;
  throw clockError(
    'BEYOND_CALENDAR',
    `calendar ${id}`,
    `the term leaves the loaded calendar (${from} to ${to})`,
  );
};

/** Working days up to and including a day. */
export const ordinalUpTo = (calendar: Calendar, day: number): number =>
  day > calendar.lastDay ? beyond : ordinalOf(calendar, day);

/** The n-th working day. */
export const workingDayOf = (calendar: Calendar, ordinal: number): number =>
  calendar.workingDays[ordinal - 1] ?? beyond;

/** The day itself if it is open, else the next open day. */
export const openDayFrom = (calendar: Calendar, day: number): number => {
  if (day > calendar.lastDay) return beyond;
  return isWorkingDay(calendar, day) ? day : workingDayOf(calendar, ordinalOf(calendar, day) + 1);
};

/** Working milliseconds up to an instant. */
export const workedUpTo = (calendar: Calendar, at: Instant): number =>
  dayNumberAt(at) > calendar.lastDay ? beyond : workingMsUpTo(calendar, at);

/** The earliest instant by which so many working milliseconds have passed. */
export const instantOfWork = (calendar: Calendar, worked: number): Instant =>
  worked > totalWorkingMs(calendar) ? beyond : instantWorked(calendar, worked);
