import {
  dayNumber,
  formatTime,
  type Instant,
  type LocalDay,
  localDay,
  localDayAt,
  msOfDay,
  weekdayOf,
} from '../local-time.ts';

const weekdaysVi = ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'] as const;
const weekdaysEn = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** `06/05/2026`. */
export const dateText = (day: LocalDay): string => `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;

/** `thứ Tư 06/05/2026`. */
export const dayVi = (day: LocalDay): string =>
  `${weekdaysVi[weekdayOf(dayNumber(day)) - 1]} ${dateText(day)}`;

/** `Wed 06/05/2026`: the date stays in the order that Vietnamese papers print. */
export const dayEn = (day: LocalDay): string =>
  `${weekdaysEn[weekdayOf(dayNumber(day)) - 1]} ${dateText(day)}`;

/** `30/04–02/05/2026`; one day alone, a stretch inside a year without repeating it. */
export const rangeText = (from: LocalDay, to: LocalDay): string => {
  if (from === to) return dateText(from);
  const start = from.slice(0, 4) === to.slice(0, 4) ? dateText(from).slice(0, 5) : dateText(from);
  return `${start}–${dateText(to)}`;
};

/** Time of day of an instant; an end of day reads 24:00 instead of 00:00 of the next one. */
export const timeText = (at: Instant): string => (msOfDay(at) === 0 ? '24:00' : formatTime(msOfDay(at)));

/** The time an instant happened, midnight as 00:00. */
const clockText = (at: Instant): string => formatTime(msOfDay(at));

/** `09:00 thứ Hai 02/06/2025`. */
export const momentVi = (at: Instant): string => `${clockText(at)} ${dayVi(localDayAt(at))}`;
/** `09:00 Mon 02/06/2025`. */
export const momentEn = (at: Instant): string => `${clockText(at)} ${dayEn(localDayAt(at))}`;

/** `2 giờ 30 phút`. */
export const minutesVi = (minutes: number): string => {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (rest === 0) return `${hours} giờ làm việc`;
  return hours === 0 ? `${rest} phút làm việc` : `${hours} giờ ${rest} phút làm việc`;
};

/** `2 h 30 min`. */
export const minutesEn = (minutes: number): string => {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (rest === 0) return `${hours} working hour${hours === 1 ? '' : 's'}`;
  return hours === 0 ? `${rest} working minutes` : `${hours} h ${rest} min of working time`;
};

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

export const capital = (text: string): string => text.replace(/^./u, (first) => first.toUpperCase());

/** Each once, in order. */
export const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

export const dayAfter = (day: LocalDay): LocalDay => localDay(dayNumber(day) + 1);
