import { dayOf, type Instant, type LocalDay } from '@lienthong/domain';
import {
  type Calendar,
  countsHours,
  dayNumber,
  isClockError,
  isInDaysOfCalendar,
  ordinalOf,
  workingMsUpTo,
} from '@lienthong/legal-clock';
import type { Dossier } from './dossier.ts';
import { nextDueAt } from './legal-term.ts';

export type DueState = 'RUNNING' | 'SOON' | 'TODAY' | 'LATE' | 'SUSPENDED' | 'CLOSED';

/** Where a dossier stands against its due date at an instant. */
export interface DueView {
  state: DueState;
  /** Days after today up to the due day, as its term is counted; negative: late by. 0 while nothing runs. */
  daysLeft: number;
  /** Working minutes of the counter until it is due, real ones for a term in real hours; negative: late by. 0 while nothing runs. */
  workingMinutesLeft: number;
}

/**
 * The traffic light. A day term is late from the day after its due day on (Civil Code Art. 148.6), one in hours from its instant; it is soon due when at most one
 * working day is left after today.
 *
 * @param calendar undefined: none can be counted with, and days are plain ones.
 */
export function dueViewOf(dossier: Dossier, calendar: Calendar | undefined, now: Instant): DueView {
  const { due, status } = dossier;
  switch (status) {
    case 'waiting_supplement':
      return due.day === ''
        ? { state: 'SUSPENDED', daysLeft: 0, workingMinutesLeft: 0 }
        : runningView(dossier, calendar, now);
    case 'finished':
    case 'returned':
    case 'withdrawn':
    case 'voided':
      return { state: 'CLOSED', daysLeft: 0, workingMinutesLeft: 0 };
    case 'received':
    case 'processing':
      return runningView(dossier, calendar, now);
    default: {
      const never: never = status;
      return never;
    }
  }
}

/** The same of what is only promised. */
export function runningView(
  { due }: Pick<Dossier, 'due'>,
  calendar: Calendar | undefined,
  now: Instant,
): DueView {
  const today = dayOf(now);
  const day = due.day === '' ? today : due.day;
  const at = nextDueAt(due);
  const { days, minutes } = left(calendar, now, day, at);
  const view = {
    daysLeft: isInDaysOfCalendar(due) || due.unit === 'HOUR' ? dayNumber(day) - dayNumber(today) : days,
    workingMinutesLeft: due.unit === 'HOUR' ? Math.round((at - now) / 60_000) : minutes,
  };
  if (countsHours(due) && at < now && due.day !== '') return { state: 'LATE', ...view };
  if (day < today) return { state: 'LATE', ...view };
  if (day === today) return { state: 'TODAY', ...view };
  return { state: days <= 1 ? 'SOON' : 'RUNNING', ...view };
}

/** Working days after today up to the due day, and working minutes up to its end; without a calendar for today, plain days. */
function left(
  calendar: Calendar | undefined,
  now: Instant,
  day: LocalDay,
  at: Instant,
): { days: number; minutes: number } {
  const plain = { days: dayNumber(day) - dayNumber(dayOf(now)), minutes: Math.round((at - now) / 60_000) };
  if (!calendar) return plain;
  try {
    return {
      days: ordinalOf(calendar, dayNumber(day)) - ordinalOf(calendar, dayNumber(dayOf(now))),
      minutes: Math.round((workingMsUpTo(calendar, at) - workingMsUpTo(calendar, now)) / 60_000),
    };
  } catch (error) {
    if (!isClockError(error)) throw error;
    return plain;
  }
}
