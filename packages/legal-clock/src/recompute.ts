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

/** One date that would move, come or go. `before` or `after` is absent where the clock stands still then. */
export interface DueChange {
  readonly id: string;
  readonly before?: DueDay;
  readonly after?: DueDay;
  /** The changed days that lie inside the term. */
  readonly because: readonly ChangedDay[];
}

/** What would change, as a province sees it before it publishes. */
export interface RecomputePreview {
  readonly changedDays: readonly ChangedDay[];
  readonly changes: readonly DueChange[];
  /** Terms looked at, and those of them that end before or start after every changed day. */
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

const dueOf = (plan: Plan): DueDay | undefined => {
  if (plan.suspended) return undefined;
  const end = endOf(plan);
  return { dueDay: localDay(end.dueDay), dueAt: end.dueAt };
};

/**
 * What publishing a changed calendar would do to running terms: those whose date moves, old, new and why. The items
 * hold `before` as their calendar and are taken as checked. What is left of a term that stands still, and the day on
 * which a supplement closes, are not listed. Cost is per term, whatever its length or the calendar's:
 * days are counted once when a calendar is created. An extended date was promised by name: it moves only if its own
 * day is closed now, or if the first date would lie after it.
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
    if (!old || (!old.suspended && endOf(old).dueDay < first)) {
      untouched += 1;
      continue;
    }
    const plan = planTerm(withCalendar(term, before, after));
    const [was, now] = [dueOf(old), dueOf(plan)];
    if (was?.dueDay === now?.dueDay && was?.dueAt === now?.dueAt) continue;
    const until = Math.max(was ? endOf(old).dueDay : received, now ? endOf(plan).dueDay : received);
    const because = changedDays.filter((_, i) => (numbers[i] ?? 0) >= received && (numbers[i] ?? 0) <= until);
    changes.push({ id, ...(was ? { before: was } : {}), ...(now ? { after: now } : {}), because });
  }
  return { changedDays, changes, terms: items.length, untouched };
};
