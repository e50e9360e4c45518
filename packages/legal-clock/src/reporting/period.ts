import { clockError } from '../errors.ts';
import { dayNumber, type LocalDay, localDay } from '../local-time.ts';
import type { PeriodKind, PeriodScheme } from './reporting-rule.ts';

/** A window of data. `index` counts from 1 within the year: month 1–12, quarter 1–4, half 1–2, else 1. */
export interface ReportingPeriod {
  readonly kind: PeriodKind;
  readonly scheme: PeriodScheme;
  readonly year: number;
  readonly index: number;
  readonly from: LocalDay;
  readonly to: LocalDay;
  /** The month in which the period ends, `YYYY-MM`: fixed deadlines are days of it. */
  readonly lastMonth: string;
}

const months: Record<PeriodKind, number> = { MONTH: 1, QUARTER: 3, HALF: 6, NINE_MONTHS: 9, YEAR: 12 };

/** How many periods of a kind a year has; nine months is one, from the start of the year. */
export const periodsInYear = (kind: PeriodKind): number => (kind === 'NINE_MONTHS' ? 1 : 12 / months[kind]);

const day = (year: number, month: number, date: number): LocalDay =>
  new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10);

/**
 * The window of a period. By the 15→14 scheme the data of a year runs from 15/12 before it to 14/12 (NĐ 09/2019
 * Art. 12): the second half is 15/06–14/12, the fourth quarter 15/09–14/12.
 */
export const reportingPeriod = (
  scheme: PeriodScheme,
  kind: PeriodKind,
  year: number,
  index = 1,
): ReportingPeriod => {
  if (!Number.isInteger(index) || index < 1 || index > periodsInYear(kind)) {
    throw clockError('BAD_REPORTING_RULE', 'index', `a year has no ${kind} ${index}`);
  }
  const length = months[kind];
  const firstMonth = (index - 1) * length + 1;
  const endMonth = firstMonth + length - 1;
  const lastMonth = `${year}-${String(endMonth).padStart(2, '0')}`;
  const about = { kind, scheme, year, index, lastMonth };
  switch (scheme) {
    case 'FIFTEENTH_TO_FOURTEENTH':
      return { ...about, from: day(year, firstMonth - 1, 15), to: day(year, endMonth, 14) };
    case 'CALENDAR':
      return { ...about, from: day(year, firstMonth, 1), to: day(year, endMonth + 1, 0) };
    default: {
      const never: never = scheme;
      return never;
    }
  }
};

/** The period into which a day's data falls; undefined for nine months after they are over. */
export const findPeriodOf = (
  scheme: PeriodScheme,
  kind: PeriodKind,
  date: LocalDay,
): ReportingPeriod | undefined => {
  // From the 15th on, data belongs to the next month; a shift of 17 days carries any 15th into it and no 14th.
  const shift = scheme === 'FIFTEENTH_TO_FOURTEENTH' && Number(date.slice(8)) >= 15 ? 17 : 0;
  const reporting = localDay(dayNumber(date, 'date') + shift);
  const year = Number(reporting.slice(0, 4));
  const index = Math.ceil(Number(reporting.slice(5, 7)) / months[kind]);
  return index > periodsInYear(kind) ? undefined : reportingPeriod(scheme, kind, year, index);
};
