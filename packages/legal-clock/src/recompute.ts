import type { Calendar } from './calendar/calendar.ts';
import { type ChangedDay, diffCalendars } from './calendar/correct.ts';
import { beyond } from './calendar/horizon.ts';
import { endOf, type Plan, planTerm } from './count/plan.ts';
import { closesAfterOf, type DueDay } from './due-date.ts';
import { dayNumber, dayNumberAt, type LocalDay, localDay } from './local-time.ts';
import type { RunningTerm } from './running-term.ts';

/** A running term with the id of its dossier. */
export interface RunningItem {
  readonly id: string;
  readonly term: RunningTerm;
}

/**
 * One date that would move, come or go.
 * `before` or `after` is absent where the clock stands still then. It is also absent where the date lies beyond the calendar.
 */
export interface DueChange {
  readonly id: string;
  readonly before?: DueDay;
  readonly after?: DueDay;
  /** The day on which a supplement closes, where that moves. */
  readonly closes?: { readonly before?: LocalDay; readonly after?: LocalDay };
  /** The changed days that lie inside the term. */
  readonly because: readonly ChangedDay[];
}

/** What would change, as a province sees it before it publishes. */
export interface RecomputePreview {
  readonly changedDays: readonly ChangedDay[];
  readonly changes: readonly DueChange[];
  /** Terms looked at. */
  readonly terms: number;
  /** Those of them that end before every changed day, or start after it. */
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

interface Dates {
  readonly due?: DueDay;
  readonly closesAfter?: LocalDay;
  /** Day number of the last one of them. */
  readonly last: number;
}

const datesOf = (term: RunningTerm, plan: Plan): Dates => {
  if (plan.suspended) {
    const closes = closesAfterOf(term, plan.suspended.index);
    if (closes === undefined || closes === beyond) return { last: closes ?? beyond };
    return { closesAfter: localDay(closes), last: closes };
  }
  const { dueDay, dueAt } = endOf(plan);
  return dueDay === beyond ? { last: beyond } : { due: { dueDay: localDay(dueDay), dueAt }, last: dueDay };
};

const sameDates = (a: Dates, b: Dates): boolean =>
  a.due?.dueDay === b.due?.dueDay && a.due?.dueAt === b.due?.dueAt && a.closesAfter === b.closesAfter;

const changeOf = (was: Dates, now: Dates): Pick<DueChange, 'before' | 'after' | 'closes'> => ({
  ...(was.due ? { before: was.due } : {}),
  ...(now.due ? { after: now.due } : {}),
  ...(was.closesAfter === now.closesAfter
    ? {}
    : {
        closes: {
          ...(was.closesAfter ? { before: was.closesAfter } : {}),
          ...(now.closesAfter ? { after: now.closesAfter } : {}),
        },
      }),
});

/**
 * What publishing a changed calendar would do to running terms. It lists the terms whose date moves: the old date, the new one, and why.
 * It does not list what is left of a term that stands still.
 * An extended date was promised by name. It moves only if its own day is closed now, or if the first date would lie after it.
 * A long term costs as much as a short one.
 *
 * @param items hold `before` as their calendar. They are not checked again.
 */
export const previewRecompute = (
  items: readonly RunningItem[],
  before: Calendar,
  after: Calendar,
): RecomputePreview => {
  const changedDays = diffCalendars(before, after);
  const numbers = changedDays.map(({ date }) => dayNumber(date));
  const first = numbers[0] ?? beyond;
  // A calendar that gains or loses years moves dates that no changed day explains.
  const last = before.lastDay === after.lastDay ? (numbers.at(-1) ?? 0) : beyond;
  const changes: DueChange[] = [];
  let untouched = 0;
  for (const { id, term } of items) {
    const received = dayNumberAt(term.receivedAt);
    const was = received > last ? undefined : datesOf(term, planTerm(term));
    if (!was || was.last < first) {
      untouched += 1;
      continue;
    }
    const moved = withCalendar(term, before, after);
    const now = datesOf(moved, planTerm(moved));
    if (sameDates(was, now)) continue;
    const until = Math.max(was.last, now.last);
    const because = changedDays.filter((_, i) => (numbers[i] ?? 0) >= received && (numbers[i] ?? 0) <= until);
    changes.push({ id, ...changeOf(was, now), because });
  }
  return { changedDays, changes, terms: items.length, untouched };
};
