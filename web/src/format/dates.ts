import { dayOf, type LocalDay, timeOf } from '@lienthong/domain';

const weekdays = {
  vi: ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
} as const;

/** `30/06/2025` of `2025-06-30`. */
export function formatDay(day: LocalDay): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return `${date}/${month}/${year}`;
}

/** `30/06` of `2025-06-30`. */
export const formatShortDay = (day: LocalDay): string => formatDay(day).slice(0, 5);

/** `thứ Hai` of `2025-06-30`. */
export function weekdayOf(day: LocalDay, language: 'vi' | 'en'): string {
  return weekdays[language][new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';
}

/** The local day of an instant written as RFC 3339 text. */
export const localDayOf = (instant: string): LocalDay => dayOf(Date.parse(instant));

/** `10:42` in Vietnam. */
export const formatTime = (instant: string): string => timeOf(Date.parse(instant));

/** `10:42 30/06/2025` in Vietnam. */
export const formatDateTime = (instant: string): string =>
  `${formatTime(instant)} ${formatDay(localDayOf(instant))}`;

/** The time alone on the day that the reader lives in, with the day otherwise. */
export const formatMoment = (instant: string, today: LocalDay): string =>
  localDayOf(instant) === today
    ? formatTime(instant)
    : `${formatTime(instant)} ${formatShortDay(localDayOf(instant))}`;

/** The machine's own day: instants of links and messages are told by it, not by the business clock. */
export const machineToday = (): LocalDay => dayOf(Date.now());
