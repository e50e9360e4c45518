import { type Calendar, nextOpenDay, ordinalOf, workingDayAt } from '../calendar/calendar.ts';
import type { CalendarStatus } from '../calendar/layer.ts';
import { clockError } from '../errors.ts';
import { dayNumber, type LocalDay, localDay } from '../local-time.ts';
import { type ReportingPeriod, reportingPeriod } from './period.ts';
import {
  type PeriodKind,
  type ReportingLevel,
  type ReportingRule,
  reportingRuleOn,
} from './reporting-rule.ts';

/** One deadline with the day the rule names, the day it falls on, and its source. */
export interface ReportingDeadline {
  readonly period: ReportingPeriod;
  readonly level: ReportingLevel;
  readonly dueDay: LocalDay;
  /** The day that the rule names, before it moved off closed days. */
  readonly namedDay: LocalDay;
  readonly moved: boolean;
  /** Working days between the closing of the data and the deadline; the law wants at least one (Art. 8.5). */
  readonly workingDaysToSend: number;
  readonly rule: { readonly id: string; readonly version: string };
  readonly source: string;
  readonly status: CalendarStatus;
}

/**
 * When a level sends the report of a period. A fixed day that is closed moves to the next open one; a deadline that
 * would leave less than one working day after the data closed moves on until it leaves one (NĐ 09/2019 Art. 8.5).
 */
export const reportingDeadline = (
  rule: ReportingRule,
  period: ReportingPeriod,
  level: ReportingLevel,
  calendar: Calendar,
): ReportingDeadline => {
  const deadline = rule.deadlines.find((one) => one.level === level && one.kinds.includes(period.kind));
  if (!deadline) {
    const place = `${rule.id}@${rule.version}.deadlines`;
    throw clockError('BAD_REPORTING_RULE', place, `no deadline for ${level} and ${period.kind}`);
  }
  const closed = ordinalOf(calendar, dayNumber(period.to));
  const named =
    deadline.workingDaysAfter === undefined
      ? dayNumber(`${period.lastMonth}-${String(deadline.dayOfLastMonth).padStart(2, '0')}`)
      : workingDayAt(calendar, closed + deadline.workingDaysAfter);
  const due = nextOpenDay(calendar, Math.max(named, workingDayAt(calendar, closed + 1)));
  return {
    period,
    level,
    dueDay: localDay(due),
    namedDay: localDay(named),
    moved: due !== named,
    workingDaysToSend: ordinalOf(calendar, due) - closed,
    rule: { id: rule.id, version: rule.version },
    source: deadline.source,
    status: deadline.status,
  };
};

/** Every deadline of a regime for one kind of period in a year, with the version in force when the data closes. */
export const reportingCalendar = (
  rules: readonly ReportingRule[],
  id: string,
  kind: PeriodKind,
  year: number,
  indexes: readonly number[],
  calendar: Calendar,
): readonly ReportingDeadline[] =>
  indexes.flatMap((index) => {
    const scheme = rules.find((rule) => rule.id === id)?.scheme ?? 'FIFTEENTH_TO_FOURTEENTH';
    const period = reportingPeriod(scheme, kind, year, index);
    const rule = reportingRuleOn(rules, id, period.to);
    return rule.deadlines
      .filter(({ kinds }) => kinds.includes(kind))
      .map(({ level }) => reportingDeadline(rule, period, level, calendar));
  });
