import type { Calendar } from './calendar/calendar.ts';
import { type ChangedDay, diffCalendars } from './calendar/correct.ts';
import { endOf, type Plan, planTerm } from './count/plan.ts';
import { dayNumber, dayNumberAt, localDay } from './local-time.ts';
import type { DueDay } from './due-date.ts';
import type { RunningTerm } from './running-term.ts';

/** A running term with the id of its dossier. */
export interface RunningItem {
  readonly id: string;
  readonly term: RunningTerm;
}

/** One date that would move; a suspended term has no date before and after, and what is left does not depend on it. */
export interface DueChange {
  readonly id: string;
  readonly before: DueDay;
  readonly after: DueDay;
  /** The changed days that lie inside the term. */
  readonly because: readonly ChangedDay[];
}

export interface RecomputePreview {
  readonly changedDays: readonly ChangedDay[];
  readonly changes: readonly DueChange[];
  /** Terms looked at, and those of them that end or start clear of every changed day. */
  readonly terms: number;
  readonly untouched: number;
}

const withCalendar = (term: RunningTerm, before: Calendar, after: Calendar): RunningTerm => {
  const calendar = term.calendar === before ? after : term.calendar;
  if (!term.calendars) return { ...term, calendar };
  const calendars = Object.fromEntries(
    Object.entries(term.calendars).map(([holder, own]) => [holder, own === before ? after : own]),
  );
  return { ...term, calendar, calendars };
};

const dueOf = (plan: Plan): DueDay => {
  const end = endOf(plan);
  return { dueDay: localDay(end.dueDay), dueAt: end.dueAt };
};

/**
 * What publishing a changed calendar would do to running terms: those whose date moves, old, new and why. The items
 * hold `before` as their calendar and are taken as checked. Cost is per term, whatever its length or the calendar's:
 * days are counted once when a calendar is created. An extended date was promised by name and stays, so the
 * extension is left out where the changed calendar no longer allows it.
 */
export const previewRecompute = (
  items: readonly RunningItem[],
  before: Calendar,
  after: Calendar,
): RecomputePreview => {
  const changedDays = diffCalendars(before, after);
  const numbers = changedDays.map(({ date }) => dayNumber(date));
  const first = numbers[0];
  const last = numbers.at(-1);
  if (first === undefined || last === undefined) {
    return { changedDays, changes: [], terms: items.length, untouched: items.length };
  }
  const changes: DueChange[] = [];
  let untouched = 0;
  for (const { id, term } of items) {
    const received = dayNumberAt(term.receivedAt);
    const old = received > last ? undefined : planTerm(term);
    if (!old || old.suspended || endOf(old).dueDay < first) {
      untouched += 1;
      continue;
    }
    const now = endOf(planTerm(withCalendar(term, before, after)));
    const end = endOf(old);
    if (now.dueDay === end.dueDay && now.dueAt === end.dueAt) continue;
    const until = Math.max(now.dueDay, end.dueDay);
    const because = changedDays.filter((_, i) => (numbers[i] ?? 0) >= received && (numbers[i] ?? 0) <= until);
    const dueAfter = { dueDay: localDay(now.dueDay), dueAt: now.dueAt };
    changes.push({ id, before: dueOf(old), after: dueAfter, because });
  }
  return { changedDays, changes, terms: items.length, untouched };
};
