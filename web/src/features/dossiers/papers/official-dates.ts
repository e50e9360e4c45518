import type { Dossier } from '../../../api/onestop.ts';
import { formatDay, formatTime, localDayOf } from '../../../format/dates.ts';
import { say } from './official.ts';

/** From this day on NĐ 118/2025 and TT 03/2025/TT-VPCP say what offices and forms are called. */
const since2025 = '2025-07-01';
const isSince2025 = (instant: string): boolean => localDayOf(instant) >= since2025;

/** What the counter was called on the day of a paper. */
export const officeAt = (instant: string): string =>
  say(isSince2025(instant) ? 'office.since2025' : 'office.until2025');

/** A paper that is made now is of the business day of its dossier's answer. */
export const madeAt = ({ due, receivedAt = '' }: Pick<Dossier, 'due' | 'receivedAt'>): string =>
  due ? `${due.today}T12:00:00+07:00` : receivedAt;

export const apologyTitleAt = (instant: string): string =>
  say(isSince2025(instant) ? 'apology.since2025' : 'apology.until2025');

export const moment = (instant: string): string => {
  const [hour = '', minute = ''] = formatTime(instant).split(':');
  return say('moment', { hour, minute, day: formatDay(localDayOf(instant)) });
};

/** NĐ 30/2020: a nought before days below ten and before the months 1 and 2 only. */
export const longDay = (instant: string): string => {
  const [day = '', month = '', year = ''] = formatDay(localDayOf(instant)).split('/');
  return say('longDay', { day, month: Number(month) > 2 ? Number(month) : month, year });
};

/** `Vinh Hưng` of `Xã Vinh Hưng`: letters are dated at a place, not at an office. */
export const placeOf = (unitName: string): string =>
  unitName.replace(/^(Xã|Phường|Thị trấn|Đặc khu)\s+/u, '');
