import type { LocalDay } from '@lienthong/domain';

const weekdays = ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'];
const weekdaysEn = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `thứ Tư 06/05`, with the year when it is not this one. */
export function sayDay(day: LocalDay, today: LocalDay): string {
  const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';
  const [year, month, date] = day.split('-');
  return `${weekday} ${date}/${month}${day.slice(0, 4) === today.slice(0, 4) ? '' : `/${year}`}`;
}

/** `Wed 06/05/2026`: the date stays in the order that Vietnamese papers print. */
export function sayDayEn(day: LocalDay): string {
  const [year, month, date] = day.split('-');
  return `${weekdaysEn[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? ''} ${date}/${month}/${year}`;
}
