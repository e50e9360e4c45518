import type { LocalDay } from '../local-time.ts';

/** A date may still change while its notice is not out. */
export type CalendarStatus = 'PROVISIONAL' | 'OFFICIAL';

/** Whom a layer binds; a narrower scope replaces a wider one on the dates and weekdays that it names. */
export type CalendarScope =
  | { kind: 'NATION' }
  | { kind: 'PROVINCE'; code: string }
  | { kind: 'UNIT'; code: string }
  | { kind: 'COUNTER'; code: string };

/** Kinds of named days. Plain weekends are not listed: they follow from the weekly hours. */
export type DayKind = 'HOLIDAY' | 'COMPENSATORY' | 'SWAPPED_OFF' | 'MAKE_UP_WORKING' | 'LOCAL_CLOSURE';

/** One named day. `spans` (`HH:MM-HH:MM`) is what stays open on a make-up day or a partial closure. */
export interface DayEntry {
  readonly date: LocalDay;
  readonly kind: DayKind;
  readonly name: string;
  /** The notice or law, as it is cited. */
  readonly source: string;
  readonly status: CalendarStatus;
  /** The other day of a swap (hoán đổi): the day off of a make-up day and the other way round. */
  readonly pairedWith?: LocalDay;
  readonly spans?: readonly string[];
}

/** Weekly office hours in force from `from` to `to`, in a part of the year if `season` (`MM-DD`) is given. */
export interface HoursRule {
  readonly from: LocalDay;
  readonly to?: LocalDay;
  readonly season?: { readonly from: string; readonly to: string };
  /** 1 Monday … 7 Sunday. A weekday that no rule names is a rest day. */
  readonly weekdays: readonly number[];
  /** `HH:MM-HH:MM`, ascending; the hole between two is the lunch break; none means closed. */
  readonly spans: readonly string[];
  readonly source: string;
  readonly status: CalendarStatus;
}

/** One published piece of calendar: what one authority said about days and hours. */
export interface CalendarLayer {
  readonly id: string;
  readonly version: number;
  readonly scope: CalendarScope;
  readonly title: string;
  readonly status: CalendarStatus;
  /** The dates for which this layer is complete. National layers carry it; the loaded calendar is their union. */
  readonly covers?: { readonly from: LocalDay; readonly to: LocalDay };
  readonly hours: readonly HoursRule[];
  readonly days: readonly DayEntry[];
}

/** Opening hours of a day, in milliseconds since midnight, half open. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Why a day is closed, or open against its weekday; what a derivation quotes. */
export interface DayReason {
  readonly kind: DayKind | 'WEEKEND';
  readonly name: string;
  readonly source: string;
  readonly status: CalendarStatus;
  readonly scope: CalendarScope;
}
