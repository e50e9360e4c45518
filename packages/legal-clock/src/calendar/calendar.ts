import { clockError } from '../errors.ts';
import {
  DAY_MS,
  dayNumberAt,
  type Instant,
  instantOn,
  type LocalDay,
  localDay,
  msOfDay,
} from '../local-time.ts';
import type { CalendarLayer, DayReason, Span } from './layer.ts';

/**
 * A compiled calendar: layers laid over each other and counted once, so that a due date is an index look-up
 * and its cost does not grow with the length of the term. Day arguments are day numbers (days since 1970-01-01).
 */
export interface Calendar {
  readonly id: string;
  readonly layers: readonly CalendarLayer[];
  readonly from: LocalDay;
  readonly to: LocalDay;
  readonly firstDay: number;
  readonly lastDay: number;
  /** Opening hours by day index (`day - firstDay`); equal patterns are one object. */
  readonly spans: readonly (readonly Span[])[];
  /** Named days and weekends by day index; undefined for an ordinary working day. */
  readonly reasons: readonly (DayReason | undefined)[];
  /** The hours rule's source by day index, for derivations in working hours. */
  readonly hoursSources: readonly (string | undefined)[];
  /** Working days up to and including the day at this index. */
  readonly workingUpTo: Int32Array;
  /** Day numbers of the working days, ascending. */
  readonly workingDays: Int32Array;
  /** Working milliseconds before the day at this index; one element more than days. */
  readonly msBefore: Float64Array;
  /**
   * The same days by the counter's own hours: when something can be handed in, whether its office works or not. Absent where they are
   * the office's.
   */
  readonly reception?: Calendar;
  /** The same days by the office's own hours: when it takes in what passes no counter. Absent where they are the day's. */
  readonly office?: Calendar;
}

/** By which days and hours something is handed in. */
export const receptionOf = (calendar: Calendar): Calendar => calendar.reception ?? calendar;

/** By which hours the office takes something in. */
export const officeOf = (calendar: Calendar): Calendar => calendar.office ?? calendar;

/** The index of a day, or the named refusal that the calendar does not reach it. */
export const indexOf = (calendar: Calendar, day: number): number => {
  if (!(day >= calendar.firstDay && day <= calendar.lastDay)) {
    throw clockError(
      'BEYOND_CALENDAR',
      `calendar ${calendar.id}`,
      `${localDay(day) || 'no date'} is outside the loaded calendar (${calendar.from} to ${calendar.to})`,
    );
  }
  return day - calendar.firstDay;
};

/** Opening hours of a day; none when closed. */
export const spansOn = (calendar: Calendar, day: number): readonly Span[] =>
  calendar.spans[indexOf(calendar, day)] ?? [];

/** True where the office opens at all on a day, if only for a morning. Refuses (`BEYOND_CALENDAR`) what is not loaded. */
export const isWorkingDay = (calendar: Calendar, day: number): boolean => spansOn(calendar, day).length > 0;

/** Why a day is closed, or open against its weekday; undefined for an ordinary working day. */
export const reasonOn = (calendar: Calendar, day: number): DayReason | undefined =>
  calendar.reasons[indexOf(calendar, day)];

/** Working days up to and including `day`. The day before the first one counts zero. */
export const ordinalOf = (calendar: Calendar, day: number): number =>
  day === calendar.firstDay - 1 ? 0 : (calendar.workingUpTo[indexOf(calendar, day)] ?? 0);

/** The day number of the n-th working day of the calendar (1 is the first). */
export const workingDayAt = (calendar: Calendar, ordinal: number): number => {
  const day = calendar.workingDays[ordinal - 1];
  if (day !== undefined) return day;
  throw clockError(
    'BEYOND_CALENDAR',
    `calendar ${calendar.id}`,
    `the term leaves the loaded calendar (${calendar.from} to ${calendar.to})`,
  );
};

/** The day itself if it is open, else the next open day. */
export const nextOpenDay = (calendar: Calendar, day: number): number => {
  const ordinal = ordinalOf(calendar, day);
  return isWorkingDay(calendar, day) ? day : workingDayAt(calendar, ordinal + 1);
};

/** Closing time of an open day, in milliseconds since midnight. */
export const closingMs = (calendar: Calendar, day: number): number =>
  spansOn(calendar, day).at(-1)?.to ?? DAY_MS;

/** Working milliseconds of the calendar up to an instant. */
export const workingMsUpTo = (calendar: Calendar, instant: Instant): number => {
  const day = dayNumberAt(instant);
  const index = indexOf(calendar, day);
  const ms = msOfDay(instant);
  let sum = calendar.msBefore[index] ?? 0;
  for (const span of calendar.spans[index] ?? []) {
    if (ms <= span.from) break;
    sum += Math.min(ms, span.to) - span.from;
  }
  return sum;
};

/** Working milliseconds of the whole calendar. */
export const totalWorkingMs = ({ msBefore }: Calendar): number => msBefore.at(-1) ?? 0;

/** The earliest instant by which `worked` milliseconds of the calendar have passed: 17:00, not 07:30 of the next day. */
export const instantWorked = (calendar: Calendar, worked: number): Instant => {
  const before = calendar.msBefore;
  const days = before.length - 1;
  if (!(worked > 0 && worked <= (before[days] ?? 0))) {
    throw clockError(
      'BEYOND_CALENDAR',
      `calendar ${calendar.id}`,
      `the term leaves the loaded calendar (${calendar.from} to ${calendar.to})`,
    );
  }
  let low = 0;
  let high = days;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((before[middle] ?? 0) < worked) low = middle;
    else high = middle;
  }
  let rest = worked - (before[low] ?? 0);
  for (const span of calendar.spans[low] ?? []) {
    const length = span.to - span.from;
    if (rest <= length) return instantOn(calendar.firstDay + low, span.from + rest);
    rest -= length;
  }
  throw clockError('BEYOND_CALENDAR', `calendar ${calendar.id}`, 'the term leaves the loaded calendar');
};

/** What was in force when a date was counted, `vietnam-2026@1`, in order from the widest scope to the narrowest. */
export const layerVersions = (calendar: Calendar): readonly string[] =>
  calendar.layers.map((layer) => `${layer.id}@${layer.version}`);
