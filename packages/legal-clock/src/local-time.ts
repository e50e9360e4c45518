import { clockError } from './errors.ts';

/** A local day, `YYYY-MM-DD`, in the zone Asia/Ho_Chi_Minh. */
export type LocalDay = string;
/** An instant, epoch milliseconds. */
export type Instant = number;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Asia/Ho_Chi_Minh is UTC+7 all year; no daylight saving since 1975. */
const ZONE_OFFSET_MS = 7 * HOUR_MS;

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970-01-01 of a local day. Refuses what is no date (`2026-02-30`), naming `place`. */
export const dayNumber = (day: LocalDay, place = 'day'): number => {
  const match = typeof day === 'string' ? pattern.exec(day) : null;
  const number = match
    ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY_MS
    : Number.NaN;
  if (!match || localDay(number) !== day)
    throw clockError('BAD_DAY', place, `"${day}" is not a date (YYYY-MM-DD)`);
  return number;
};

/** Texts of days already asked for: a service asks for the same few years again and again. */
const texts = new Map<number, LocalDay>();
const textsAtMost = 20_000;

/** The local day of a day number; empty for what is no number. */
export const localDay = (number: number): LocalDay => {
  const known = texts.get(number);
  if (known !== undefined) return known;
  if (!Number.isFinite(number)) return '';
  const text = new Date(number * DAY_MS).toISOString().slice(0, 10);
  if (texts.size < textsAtMost) texts.set(number, text);
  return text;
};

/** The day number on which an instant falls in Vietnam. */
export const dayNumberAt = (instant: Instant): number => Math.floor((instant + ZONE_OFFSET_MS) / DAY_MS);

/** The local day on which an instant falls in Vietnam. */
export const localDayAt = (instant: Instant): LocalDay => localDay(dayNumberAt(instant));

/** Milliseconds since local midnight. */
export const msOfDay = (instant: Instant): number => instant + ZONE_OFFSET_MS - dayNumberAt(instant) * DAY_MS;

/** The instant of a time on a day number; `ms` since local midnight, 86,400,000 is the end of the day. */
export const instantOn = (day: number, ms: number): Instant => day * DAY_MS + ms - ZONE_OFFSET_MS;

/** The same day of a later month, or the last one of a month that is shorter (Civil Code 2015 Art. 148.4). */
export const monthsLater = (day: number, months: number): number => {
  if (!Number.isFinite(day)) return day;
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / DAY_MS;
};

/** 1 Monday … 7 Sunday: weeks start on Monday in Vietnam. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The instant of a local day and time of day, `instantAt('2026-02-12', '09:00')`. */
export const instantAt = (day: LocalDay, time = '00:00'): Instant =>
  instantOn(dayNumber(day), timeOfDay(time, 'time'));

/** Milliseconds since midnight of `HH:MM` (`24:00` is the end of the day). Refuses anything else. */
export const timeOfDay = (time: string, place: string): number => {
  const match = typeof time === 'string' ? /^(\d{2}):(\d{2})$/.exec(time) : null;
  const minutes = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  if (!match || Number(match[2]) > 59 || minutes > 1440) {
    throw clockError('BAD_HOURS', place, `"${time}" is not a time of day (HH:MM)`);
  }
  return minutes * MINUTE_MS;
};

/** `HH:MM` of milliseconds since midnight; seconds are cut off. */
export const formatTime = (ms: number): string => {
  const minutes = Math.floor(ms / MINUTE_MS);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};
