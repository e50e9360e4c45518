import {
  CalendarDayKind,
  CalendarStatus,
  type GetCalendarResponse,
  OfficeScope,
} from '@lienthong/contracts/directory/v1/directory';
import type { Year } from '../domain/year.ts';

/** A year's calendar as it goes out. */
export const toCalendarMessage = ({ year, status, days, hours }: Year): GetCalendarResponse => ({
  year,
  status: CalendarStatus[status],
  days: days.map(({ kind, ...day }) => ({ ...day, kind: CalendarDayKind[kind] })),
  hours: hours.map(({ scope, ...rest }) => ({ ...rest, scope: OfficeScope[scope] })),
});
