import { addDays, type LocalDay } from '@lienthong/domain';

export const periods = ['day', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

export interface Days {
  from: LocalDay;
  to: LocalDay;
}

const weekdayOf = (day: LocalDay): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
const monthOf = (day: LocalDay): LocalDay => `${day.slice(0, 7)}-01`;

/** The first day of the period that is not over. */
export function firstDayOf(period: Period, today: LocalDay): LocalDay {
  switch (period) {
    case 'day':
      return today;
    case 'week':
      return addDays(today, -weekdayOf(today));
    case 'month':
      return monthOf(today);
    default:
      return period satisfies never;
  }
}

/** What today's period is held against: the same weekday, the whole week or the whole month before. */
export function daysBefore(period: Period, today: LocalDay): Days {
  const first = firstDayOf(period, today);
  switch (period) {
    case 'day':
      return { from: addDays(today, -7), to: addDays(today, -7) };
    case 'week':
      return { from: addDays(first, -7), to: addDays(first, -1) };
    case 'month':
      return { from: monthOf(addDays(first, -1)), to: addDays(first, -1) };
    default:
      return period satisfies never;
  }
}
