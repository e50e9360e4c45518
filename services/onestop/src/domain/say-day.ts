import type { LocalDay } from '@lienthong/domain';

const weekdaysVi = ['Chủ nhật', 'thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy'];
const weekdaysEn = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `thứ Tư 06/05/2026`. */
export const sayDayVi = (day: LocalDay): string => sayDay(day, weekdaysVi);

/** `Wed 06/05/2026`: the date stays in the order that Vietnamese papers print. */
export const sayDayEn = (day: LocalDay): string => sayDay(day, weekdaysEn);

function sayDay(day: LocalDay, weekdays: readonly string[]): string {
  const [year, month, date] = day.split('-');
  return `${weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? ''} ${date}/${month}/${year}`;
}
