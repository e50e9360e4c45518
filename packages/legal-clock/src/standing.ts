import type { Calendar } from './calendar/calendar.ts';
import { ordinalUpTo } from './calendar/horizon.ts';
import type { DueDay } from './due-date.ts';
import { dayNumber, dayNumberAt, type Instant, localDayAt, MINUTE_MS } from './local-time.ts';

/** Green: more than one day left. Yellow: one day or less. Red: late. Grey: the clock does not run. */
export type Light = 'GREEN' | 'YELLOW' | 'RED' | 'GREY';

/** Where something with a due date stands. */
export interface Standing {
  readonly state: 'RUNNING' | 'DUE_TODAY' | 'LATE';
  readonly light: Light;
  readonly due: DueDay;
  /** Minutes until the due instant, as its term goes by; absent when it is late, or where the calendar does not reach it. */
  readonly minutesLeft?: number;
  /** Working days left, today not counted; 0 is today. */
  readonly daysLeft?: number;
  /** How late, in the same minutes and in working days; absent where the calendar does not reach the instant. */
  readonly lateMinutes?: number;
  readonly lateDays?: number;
}

/** A due date and the clock that it goes by. */
interface Dated {
  readonly due: DueDay;
  readonly isExact: boolean;
  readonly calendar: Calendar;
  /** Milliseconds of that clock up to an instant. */
  readonly upTo: (at: Instant) => number;
}

/** Not finite where the calendar does not reach both. */
const leftOf = (
  { due, calendar, upTo }: Omit<Dated, 'isExact'>,
  at: Instant,
): { minutes: number; days: number } => {
  const [dueDay, today] = [dayNumber(due.dueDay), dayNumberAt(at)];
  if (Math.min(dueDay, today) < calendar.firstDay) return { minutes: Number.NaN, days: Number.NaN };
  return {
    minutes: Math.round((upTo(due.dueAt) - upTo(at)) / MINUTE_MS),
    days: ordinalUpTo(calendar, dueDay) - ordinalUpTo(calendar, today),
  };
};

/** A day is late from the day after it; between closing and midnight it is still due today. An exact hour is late after it. */
export const standingAt = ({ due, isExact, calendar, upTo }: Dated, at: Instant): Standing => {
  const { minutes, days } = leftOf({ due, calendar, upTo }, at);
  const isKnown = Number.isFinite(minutes) && Number.isFinite(days);
  const isLate = isExact ? at > due.dueAt : localDayAt(at) > due.dueDay;
  if (isLate) {
    const late = { lateMinutes: Math.max(0, -minutes), lateDays: Math.max(0, -days) };
    return { state: 'LATE', light: 'RED', due, ...(isKnown ? late : {}) };
  }
  const left = isKnown ? { due, minutesLeft: Math.max(0, minutes), daysLeft: Math.max(0, days) } : { due };
  if (localDayAt(at) === due.dueDay) return { state: 'DUE_TODAY', light: 'YELLOW', ...left };
  return { state: 'RUNNING', light: days <= 1 ? 'YELLOW' : 'GREEN', ...left };
};
