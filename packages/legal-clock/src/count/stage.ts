import { type Calendar, closingMs, isWorkingDay, officeOf, receptionOf } from '../calendar/calendar.ts';
import {
  beyond,
  instantOfWork,
  openDayFrom,
  ordinalUpTo,
  workedUpTo,
  workingDayOf,
} from '../calendar/horizon.ts';
import {
  DAY_MS,
  dayNumberAt,
  HOUR_MS,
  type Instant,
  instantOn,
  monthsLater,
  msOfDay,
  timeOfDay,
} from '../local-time.ts';
import { countsHours, isInDaysOfCalendar, type Readings, type Term } from '../rule.ts';

/**
 * By whose hours something counts as having happened: at the counter; online or by post, when the counter or the office is open;
 * among agencies, in the hours of the office.
 */
export type Door = 'COUNTER' | 'EITHER' | 'OFFICE';

/** A pause as the counting sees it; `index` points into the running term's interruptions. */
export interface Stop {
  readonly index: number;
  readonly from: Instant;
  /** Absent while it lasts. */
  readonly to: Instant | undefined;
  readonly door: Door;
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
  | { readonly kind: 'AT'; readonly at: Instant; readonly door: Door }
  | { readonly kind: 'AFTER_DAY'; readonly day: number }
  | { readonly kind: 'AFTER_INSTANT'; readonly at: Instant };

/** A stage counted to its end. Days are day numbers; what the calendar does not reach is `beyond`. */
export interface StageCount {
  readonly term: Term;
  readonly calendar: Calendar;
  /** The day from which counting goes: the day after it is day one. */
  readonly startDay: number;
  /** For hours: the instant from which minutes count. */
  readonly startAt: Instant;
  /** Days, or milliseconds. */
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

const dayInHours = (calendar: Calendar, at: Instant, readings: Readings): number => {
  const day = dayNumberAt(at);
  if (readings.afterHours === 'DAY_OF_RECEIPT') return day;
  if (day > calendar.lastDay) return beyond;
  const isOpen = isWorkingDay(calendar, day);
  // 17:00 sharp is not after hours; lunch and early morning have an opening still to come on the same day.
  if (isOpen && msOfDay(at) <= closingMs(calendar, day)) return day;
  return openDayFrom(calendar, isOpen ? day + 1 : day);
};

/** The day on which something counts as having happened. */
export const effectiveDay = (calendar: Calendar, at: Instant, readings: Readings, door: Door): number => {
  const counter = dayInHours(receptionOf(calendar), at, readings);
  if (door === 'COUNTER' || readings.workingDays === 'OF_COUNTER') return counter;
  const office = dayInHours(officeOf(calendar), at, readings);
  return door === 'OFFICE' ? office : Math.min(counter, office);
};

const endOfDay = (calendar: Calendar, day: number, readings: Readings): Instant =>
  day === beyond
    ? beyond
    : instantOn(day, readings.dayEnds === 'AT_MIDNIGHT' ? DAY_MS : closingMs(calendar, day));

/** Whether something happened while a day lasted: at its closing sharp it did, at midnight sharp it is the next day. */
const isWithin = (at: Instant, calendar: Calendar, day: number, readings: Readings): boolean =>
  at <= endOfDay(calendar, day, readings) && dayNumberAt(at) <= day;

const moved = (calendar: Calendar, day: number, readings: Readings): number =>
  readings.closedLastDay === 'MOVES_ON' || day > calendar.lastDay ? openDayFrom(calendar, day) : day;

/**
 * Where the day of an event counts (a sector rule, or a same-day procedure), it does so at both ends of a pause: the
 * day of the stop is out, the day on which the clock goes on is in. Else it is the other way round. 1 or 0 days.
 */
export const eventShift = (term: Term): number =>
  term.unit === 'SAME_DAY' || ('firstDay' in term && term.firstDay === 'SAME_DAY') ? 1 : 0;

const leftUpTo = (end: number, from: number): number => (from < end ? end - from : 0);

/** What the count of a stage goes by. */
interface Counting {
  readonly calendar: Calendar;
  readonly term: Term;
  readonly startDay: number;
  readonly amount: number;
  readonly stops: readonly Stop[];
  readonly readings: Readings;
}

/** A counter that seldom opens may take in later what came before something that the office knew at once. */
const byEffectiveDay = (
  calendar: Calendar,
  stops: readonly Stop[],
  readings: Readings,
): readonly { stop: Stop; fromDay: number }[] =>
  stops
    .map((stop) => ({ stop, fromDay: effectiveDay(calendar, stop.from, readings, stop.door) }))
    .sort((a, b) => (a.fromDay === b.fromDay ? 0 : a.fromDay < b.fromDay ? -1 : 1));

const countWorkingDays = ({ calendar, term, startDay, amount, stops, readings }: Counting): StageCount => {
  const shift = eventShift(term);
  const start = ordinalUpTo(calendar, startDay);
  const applied: AppliedStop[] = [];
  let end = start + amount;
  let covered = start;
  // The day on which a clock that was stopped on its last day went on; the first open day from it is the last one.
  let back: number | undefined;
  let open: StageCount['open'];
  for (const { stop, fromDay } of byEffectiveDay(calendar, stops, readings)) {
    const from = Math.max(ordinalUpTo(calendar, fromDay - shift), covered);
    if (covered === beyond) break;
    const lastDay = back === undefined ? workingDayOf(calendar, end) : openDayFrom(calendar, back);
    // Where the day of the event counts, the last day may be stopped, but not once it has ended.
    if (!isWithin(stop.from, calendar, lastDay, readings)) continue;
    if (readings.stopOnLastDay === 'DAY_IS_USED' && from >= end) continue;
    if (stop.to === undefined) {
      open = { index: stop.index, left: leftUpTo(end, from) };
      break;
    }
    const toDay = effectiveDay(calendar, stop.to, readings, stop.door);
    const to = ordinalUpTo(calendar, toDay - shift);
    if (back !== undefined || from >= end) {
      // A stop that is over on the last day, or on the day on which it took effect, gives nothing back.
      if (toDay <= Math.max(fromDay, lastDay)) continue;
      back = toDay;
    } else if (to <= from) continue;
    end += Math.max(0, to - Math.min(from, end));
    covered = to;
    // What happens on the last day after closing, while the day lasts, happens on it.
    const afterDay = Math.max(Math.min(fromDay, lastDay) - shift, startDay);
    applied.push({ index: stop.index, afterDay, toDay: toDay - shift, from: stop.from, to: stop.to });
  }
  const last = back === undefined || open ? undefined : openDayFrom(calendar, back);
  const dueDay = open ? startDay : (last ?? workingDayOf(calendar, end));
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

/** @param isPart whether calendar days go on after it: then its last day is none that moves, and ends at midnight. */
const countCalendarDays = (
  { calendar, term, startDay, amount, stops, readings }: Counting,
  isPart: boolean,
): StageCount => {
  const shift = eventShift(term);
  const applied: AppliedStop[] = [];
  let end = startDay + amount;
  let covered = startDay;
  let open: StageCount['open'];
  const isInTime = (at: Instant): boolean =>
    isPart ? dayNumberAt(at) <= end : isWithin(at, calendar, moved(calendar, end, readings), readings);
  for (const stop of stops) {
    // Calendar days run on closed days too, so a pause takes the days on which it happened, not the next openings.
    const fromDay = dayNumberAt(stop.from);
    const from = Math.max(fromDay - shift, covered);
    if (!isInTime(stop.from) || (readings.stopOnLastDay === 'DAY_IS_USED' && from >= end)) continue;
    if (stop.to === undefined) {
      open = { index: stop.index, left: leftUpTo(end, from) };
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

/** Time on the clock that a term goes by: working time of a calendar, or real time. */
interface Clock {
  readonly upTo: (at: Instant) => number;
  readonly instantOf: (elapsed: number) => Instant;
}

const realTime: Clock = { upTo: (at) => at, instantOf: (elapsed) => elapsed };

/** The clock of a term in hours. */
export const clockOf = (calendar: Calendar, term: Term): Clock =>
  term.unit === 'HOUR'
    ? realTime
    : {
        upTo: (at) => workedUpTo(calendar, at),
        instantOf: (elapsed) => instantOfWork(calendar, elapsed),
      };

const countHours = (
  { calendar, term, amount, stops }: Omit<Counting, 'startDay'>,
  startAt: Instant,
): StageCount => {
  const clock = clockOf(calendar, term);
  const start = clock.upTo(startAt);
  const applied: AppliedStop[] = [];
  let end = start + amount;
  let covered = start;
  let open: StageCount['open'];
  for (const stop of stops) {
    const from = Math.max(clock.upTo(stop.from), covered);
    if (from >= end) continue;
    if (stop.to === undefined) {
      open = { index: stop.index, left: end - from };
      break;
    }
    const to = clock.upTo(stop.to);
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
  const dueAt = open ? startAt : amount > 0 ? clock.instantOf(end) : startAt;
  // A day that closes at 24:00 ends on itself, not on the next one.
  const dueDay = dayNumberAt(dueAt - 1);
  return { term, calendar, startDay, startAt, amount, rawDay: dueDay, dueDay, dueAt, stops: applied, open };
};

const startDayOf = (calendar: Calendar, start: StageStart, readings: Readings): number => {
  switch (start.kind) {
    case 'AT':
      return effectiveDay(calendar, start.at, readings, start.door);
    case 'AFTER_DAY': {
      // A part that ended on a closed day is handed on at the next opening, and no day belongs to two parts.
      const isHandedOn = readings.afterHours === 'NEXT_OPENING' || readings.closedLastDay === 'MOVES_ON';
      return isHandedOn ? openDayFrom(calendar, start.day) : start.day;
    }
    case 'AFTER_INSTANT':
      // Agencies hand on among themselves, in the hours of the office.
      return dayInHours(calendar, start.at, readings);
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
  const open = openDayFrom(calendar, day);
  const receivedThatDay = dayNumberAt(start.at) === open;
  return receivedThatDay && msOfDay(start.at) > timeOfDay(cutoff, 'cutoff') ? open : open - 1;
};

/** Days of a term of calendar days, weeks, months or years from a day on: a month ends on the day of the same number (Art. 148.4). */
const calendarDaysOf = (term: Term, startDay: number): number => {
  switch (term.unit) {
    case 'CALENDAR_DAY':
      return term.amount + (term.firstDay === 'CLEAR' ? 1 : 0);
    case 'WEEK':
      return term.amount * 7;
    case 'MONTH':
      return monthsLater(startDay, term.amount) - startDay;
    case 'YEAR':
      return monthsLater(startDay, term.amount * 12) - startDay;
    default:
      return 0;
  }
};

/** What begins beyond the calendar ends there, whatever would stop it. */
const countedBeyond = ({ calendar, term, startDay, amount }: Counting): StageCount => ({
  term,
  calendar,
  startDay,
  startAt: beyond,
  amount,
  rawDay: beyond,
  dueDay: beyond,
  dueAt: beyond,
  stops: [],
});

/** What an extension adds (days or ms), and whether calendar days follow. */
interface StageChange {
  readonly extra?: number;
  readonly isPart?: boolean;
}

/** Counts one stage. Its cost grows with the pauses, not with the length of the term: nothing is walked. */
export const countStage = (
  calendar: Calendar,
  term: Term,
  start: StageStart,
  stops: readonly Stop[],
  readings: Readings,
  { extra = 0, isPart = false }: StageChange = {},
): StageCount => {
  const counting = { calendar, term, stops, readings };
  if (start.kind === 'AFTER_DAY' ? start.day === beyond : start.at === beyond)
    return countedBeyond({ ...counting, startDay: beyond, amount: 0 });
  switch (term.unit) {
    case 'WORKING_DAY': {
      const day = startDayOf(calendar, start, readings);
      const startDay =
        term.firstDay === 'SAME_DAY' && start.kind !== 'AFTER_DAY' ? openDayFrom(calendar, day) - 1 : day;
      const amount = term.amount + (term.firstDay === 'CLEAR' ? 1 : 0) + extra;
      if (startDay === beyond) return countedBeyond({ ...counting, startDay, amount });
      return countWorkingDays({ ...counting, startDay, amount });
    }
    case 'CALENDAR_DAY':
    case 'WEEK':
    case 'MONTH':
    case 'YEAR': {
      // Calendar days after calendar days are one count: the total is what the law sets.
      const day = start.kind === 'AFTER_DAY' ? start.day : startDayOf(calendar, start, readings);
      const isFirst = eventShift(term) === 1 && start.kind !== 'AFTER_DAY';
      const startDay = isFirst ? day - 1 : day;
      const amount = calendarDaysOf(term, startDay) + extra;
      if (startDay === beyond) return countedBeyond({ ...counting, startDay, amount });
      return countCalendarDays({ ...counting, startDay, amount }, isPart);
    }
    case 'WORKING_HOUR':
    case 'HOUR': {
      const at =
        start.kind === 'AFTER_DAY' ? instantOn(startDayOf(calendar, start, readings) + 1, 0) : start.at;
      return countHours({ ...counting, amount: Math.round(term.amount * HOUR_MS) + extra }, at);
    }
    case 'SAME_DAY': {
      const startDay = sameDayStart(calendar, start, term.cutoff, readings);
      if (startDay === beyond) return countedBeyond({ ...counting, startDay, amount: 1 + extra });
      return countWorkingDays({ ...counting, startDay, amount: 1 + extra });
    }
    default: {
      const never: never = term;
      return never;
    }
  }
};

/** The next stage starts after this one's last day; how a closed last day is taken is the next stage's unit to say. */
export const afterStage = (count: StageCount): StageStart =>
  countsHours(count.term)
    ? { kind: 'AFTER_INSTANT', at: count.dueAt }
    : { kind: 'AFTER_DAY', day: count.rawDay };

/** Whether the end of a stage had passed: at the end of its last day, by `dayEnds`, or at its exact hour. */
export const isOver = ({ term, dueAt, dueDay }: StageCount, at: Instant): boolean =>
  countsHours(term) ? at >= dueAt : at > dueAt || dayNumberAt(at) > dueDay;

/** Whether the days of one stage go on in the next: then both are one count. */
export const goesOnIn = (term: Term, next: Term | undefined): boolean =>
  isInDaysOfCalendar(term) && next !== undefined && isInDaysOfCalendar(next);
