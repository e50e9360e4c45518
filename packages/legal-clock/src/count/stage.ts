import {
  type Calendar,
  closingMs,
  indexOf,
  instantWorked,
  isWorkingDay,
  nextOpenDay,
  ordinalOf,
  workingDayAt,
  workingMsUpTo,
} from '../calendar/calendar.ts';
import { DAY_MS, dayNumberAt, HOUR_MS, type Instant, instantOn, msOfDay, timeOfDay } from '../local-time.ts';
import type { Readings, Term } from '../rule.ts';

/** A pause as the counting sees it; `index` points into the running term's interruptions. */
export interface Stop {
  readonly index: number;
  readonly from: Instant;
  /** Absent while it lasts. */
  readonly to: Instant | undefined;
}

/** A pause that moved the end: the days that it took out (exclusive, inclusive), and as instants for working hours. */
export interface AppliedStop {
  readonly index: number;
  readonly afterDay: number;
  readonly toDay: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** Where a stage starts: at an instant (receipt, resumption, hand-over), or after the last day of the stage before. */
export type StageStart =
  | { readonly kind: 'AT'; readonly at: Instant }
  | { readonly kind: 'AFTER_DAY'; readonly day: number }
  | { readonly kind: 'AFTER_INSTANT'; readonly at: Instant };

/** A stage counted to its end. Days are day numbers; for working hours the `raw` values are instants. */
export interface StageCount {
  readonly term: Term;
  readonly calendar: Calendar;
  /** The day from which counting goes: the day after it is day one. */
  readonly startDay: number;
  /** For working hours: the instant from which minutes count. */
  readonly startAt: Instant;
  /** Days, or working milliseconds. */
  readonly amount: number;
  /** The last day before it moves off closed days. */
  readonly rawDay: number;
  readonly dueDay: number;
  readonly dueAt: Instant;
  /** Pauses that moved the end. */
  readonly stops: readonly AppliedStop[];
  /** Set when a pause still lasts: then the due values mean nothing, and `left` (days or ms) is what is left. */
  readonly open?: { readonly index: number; readonly left: number };
}

/** The day on which something counts as having happened. */
export const effectiveDay = (calendar: Calendar, at: Instant, readings: Readings): number => {
  const day = dayNumberAt(at);
  if (readings.afterHours === 'DAY_OF_RECEIPT') return day;
  // 17:00 sharp is not after hours; lunch and early morning have an opening still to come on the same day.
  if (isWorkingDay(calendar, day) && msOfDay(at) <= closingMs(calendar, day)) return day;
  return isWorkingDay(calendar, day) ? nextOpenDay(calendar, day + 1) : nextOpenDay(calendar, day);
};

const endOfDay = (calendar: Calendar, day: number, readings: Readings): Instant =>
  instantOn(day, readings.dayEnds === 'AT_MIDNIGHT' ? DAY_MS : closingMs(calendar, day));

const moved = (calendar: Calendar, day: number, readings: Readings): number =>
  readings.closedLastDay === 'MOVES_ON' ? nextOpenDay(calendar, day) : day;

/** A term that runs beyond the calendar is still running at every pause that the calendar knows. */
const lastDayOr = (calendar: Calendar, ordinal: number): number =>
  calendar.workingDays[ordinal - 1] ?? Number.POSITIVE_INFINITY;

const movedOr = (calendar: Calendar, day: number, readings: Readings): number =>
  day > calendar.lastDay ? Number.POSITIVE_INFINITY : moved(calendar, day, readings);

/**
 * Where the day of an event counts (a sector rule, or a same-day procedure), it does so at both ends of a pause: the
 * day of the stop is out, the day on which the clock goes on is in. Else it is the other way round. 1 or 0 days.
 */
export const eventShift = (term: Term): number =>
  term.unit === 'SAME_DAY' || ('firstDay' in term && term.firstDay === 'SAME_DAY') ? 1 : 0;

const countWorkingDays = (
  calendar: Calendar,
  term: Term,
  startDay: number,
  amount: number,
  stops: readonly Stop[],
  readings: Readings,
): StageCount => {
  const shift = eventShift(term);
  const start = ordinalOf(calendar, startDay);
  const applied: AppliedStop[] = [];
  let end = start + amount;
  let covered = start;
  // The day on which a clock that was stopped on its last day went on; the first open day from it is the last one.
  let back: number | undefined;
  let open: StageCount['open'];
  for (const stop of stops) {
    const fromDay = effectiveDay(calendar, stop.from, readings);
    const from = Math.max(ordinalOf(calendar, fromDay - shift), covered);
    const lastDay = back === undefined ? lastDayOr(calendar, end) : nextOpenDay(calendar, back);
    const reached = readings.stopOnLastDay === 'DAY_IS_USED' ? from < end : fromDay <= lastDay;
    if (!reached) continue;
    if (stop.to === undefined) {
      open = { index: stop.index, left: Math.max(0, end - from) };
      break;
    }
    const toDay = effectiveDay(calendar, stop.to, readings);
    const to = ordinalOf(calendar, toDay - shift);
    if (back !== undefined || from >= end) {
      // Given back already: a stop that is over on that day, or before it, gives nothing more.
      if (toDay <= (back === undefined ? fromDay : lastDay)) continue;
      back = toDay;
    } else if (to <= from) continue;
    end += Math.max(0, to - from);
    covered = to;
    const afterDay = Math.max(fromDay - shift, startDay);
    applied.push({ index: stop.index, afterDay, toDay: toDay - shift, from: stop.from, to: stop.to });
  }
  const last = back === undefined || open ? undefined : nextOpenDay(calendar, back);
  const dueDay = open ? startDay : (last ?? workingDayAt(calendar, end));
  const dueAt = endOfDay(calendar, dueDay, readings);
  return {
    term,
    calendar,
    startDay,
    startAt: 0,
    amount,
    rawDay: dueDay,
    dueDay,
    dueAt,
    stops: applied,
    open,
  };
};

const countCalendarDays = (
  calendar: Calendar,
  term: Term,
  startDay: number,
  amount: number,
  stops: readonly Stop[],
  readings: Readings,
): StageCount => {
  const shift = eventShift(term);
  const applied: AppliedStop[] = [];
  let end = startDay + amount;
  let covered = startDay;
  let open: StageCount['open'];
  for (const stop of stops) {
    // Calendar days run on closed days too, so a pause takes the days on which it happened, not the next openings.
    const fromDay = dayNumberAt(stop.from);
    const from = Math.max(fromDay - shift, covered);
    const reached =
      readings.stopOnLastDay === 'DAY_IS_USED' ? from < end : fromDay <= movedOr(calendar, end, readings);
    if (!reached) continue;
    if (stop.to === undefined) {
      open = { index: stop.index, left: Math.max(0, end - from) };
      break;
    }
    const toDay = dayNumberAt(stop.to);
    const to = toDay - shift;
    if (to <= from) continue;
    // Stopped on the day to which a closed last day had moved: that day comes back when the clock goes on.
    end = from < end ? end + to - from : toDay;
    covered = to;
    applied.push({ index: stop.index, afterDay: from, toDay: to, from: stop.from, to: stop.to });
  }
  const dueDay = open ? startDay : moved(calendar, end, readings);
  const dueAt = endOfDay(calendar, dueDay, readings);
  return { term, calendar, startDay, startAt: 0, amount, rawDay: end, dueDay, dueAt, stops: applied, open };
};

const countWorkingMs = (
  calendar: Calendar,
  term: Term,
  startAt: Instant,
  amount: number,
  stops: readonly Stop[],
): StageCount => {
  const start = workingMsUpTo(calendar, startAt);
  const applied: AppliedStop[] = [];
  let end = start + amount;
  let covered = start;
  let open: StageCount['open'];
  for (const stop of stops) {
    const from = Math.max(workingMsUpTo(calendar, stop.from), covered);
    if (from >= end) continue;
    if (stop.to === undefined) {
      open = { index: stop.index, left: end - from };
      break;
    }
    const to = workingMsUpTo(calendar, stop.to);
    if (to <= from) continue;
    end += to - from;
    covered = to;
    applied.push({
      index: stop.index,
      afterDay: dayNumberAt(stop.from),
      toDay: dayNumberAt(stop.to),
      from: stop.from,
      to: stop.to,
    });
  }
  const startDay = dayNumberAt(startAt);
  const dueAt = open ? startAt : amount > 0 ? instantWorked(calendar, end) : startAt;
  // A day that closes at 24:00 ends on itself, not on the next one.
  const dueDay = dayNumberAt(dueAt - 1);
  return { term, calendar, startDay, startAt, amount, rawDay: dueDay, dueDay, dueAt, stops: applied, open };
};

const startDayOf = (calendar: Calendar, start: StageStart, readings: Readings): number => {
  switch (start.kind) {
    case 'AT':
      return effectiveDay(calendar, start.at, readings);
    case 'AFTER_DAY':
      // A part that ended on a closed day is handed on at the next opening, as a receipt on that day would be.
      return readings.afterHours === 'NEXT_OPENING' ? nextOpenDay(calendar, start.day) : start.day;
    case 'AFTER_INSTANT':
      return dayNumberAt(start.at - 1);
    default: {
      const never: never = start;
      return never;
    }
  }
};

/** By 15:00 the day itself is the last day, so counting goes from the day before it. */
const sameDayStart = (calendar: Calendar, start: StageStart, cutoff: string, readings: Readings): number => {
  const day = startDayOf(calendar, start, readings);
  if (start.kind === 'AFTER_DAY') return day;
  const open = nextOpenDay(calendar, day);
  const receivedThatDay = dayNumberAt(start.at) === open;
  return receivedThatDay && msOfDay(start.at) > timeOfDay(cutoff, 'cutoff') ? open : open - 1;
};

/**
 * Counts one stage. `extra` (days or ms) is what an extension adds. Its cost grows with the pauses, not with the length
 * of the term: nothing is walked.
 */
export const countStage = (
  calendar: Calendar,
  term: Term,
  start: StageStart,
  stops: readonly Stop[],
  readings: Readings,
  extra = 0,
): StageCount => {
  switch (term.unit) {
    case 'WORKING_DAY': {
      const day = startDayOf(calendar, start, readings);
      const first =
        term.firstDay === 'SAME_DAY' && start.kind !== 'AFTER_DAY' ? nextOpenDay(calendar, day) - 1 : day;
      const amount = term.amount + (term.firstDay === 'CLEAR' ? 1 : 0) + extra;
      return countWorkingDays(calendar, term, first, amount, stops, readings);
    }
    case 'CALENDAR_DAY': {
      // Calendar days after calendar days are one count: the total is what the law sets.
      const day = start.kind === 'AFTER_DAY' ? start.day : startDayOf(calendar, start, readings);
      const first = term.firstDay === 'SAME_DAY' && start.kind !== 'AFTER_DAY' ? day - 1 : day;
      const amount = term.amount + (term.firstDay === 'CLEAR' ? 1 : 0) + extra;
      return countCalendarDays(calendar, term, first, amount, stops, readings);
    }
    case 'WORKING_HOUR': {
      const at =
        start.kind === 'AFTER_DAY' ? instantOn(startDayOf(calendar, start, readings) + 1, 0) : start.at;
      return countWorkingMs(calendar, term, at, Math.round(term.amount * HOUR_MS) + extra, stops);
    }
    case 'SAME_DAY': {
      const first = sameDayStart(calendar, start, term.cutoff, readings);
      return countWorkingDays(calendar, term, first, 1 + extra, stops, readings);
    }
    default: {
      const never: never = term;
      return never;
    }
  }
};

/** The next stage starts after this one's last day; how a closed last day is taken is the next stage's unit to say. */
export const afterStage = (count: StageCount): StageStart => {
  if (count.term.unit === 'WORKING_HOUR') return { kind: 'AFTER_INSTANT', at: count.dueAt };
  indexOf(count.calendar, count.rawDay);
  return { kind: 'AFTER_DAY', day: count.rawDay };
};
