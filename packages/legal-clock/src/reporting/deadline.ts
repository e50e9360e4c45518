import { type Calendar, nextOpenDay, ordinalOf, reasonOn, workingDayAt } from '../calendar/calendar.ts';
import type { CalendarStatus } from '../calendar/layer.ts';
import { law } from '../derivation/law.ts';
import { clockError } from '../errors.ts';
import { dayNumber, type LocalDay, localDay } from '../local-time.ts';
import { type ReportingPeriod, reportingPeriod } from './period.ts';
import {
  type DeadlineRule,
  type PeriodKind,
  type ReportingLevel,
  type ReportingRule,
  reportingRuleOn,
} from './reporting-rule.ts';

/** One step of the way to a deadline, with the law or notice behind it. The sentence is the reader's. */
export interface ReportingLine {
  /**
   * `PERIOD` from, to; `NAMED_DAY` day; `DAYS_AFTER` amount, day; `MOVED` from, to, names: the named day is closed; `ONE_DAY_TO_SEND` from, to:
   * else less than one working day were left to send it; `DUE` day.
   */
  readonly code: 'PERIOD' | 'NAMED_DAY' | 'DAYS_AFTER' | 'MOVED' | 'ONE_DAY_TO_SEND' | 'DUE';
  readonly params: Readonly<Record<string, string>>;
  readonly source: string;
}

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
  /** How the day was found, in the order of the law. */
  readonly derivation: readonly ReportingLine[];
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
  const open = nextOpenDay(calendar, named);
  const due = Math.max(open, workingDayAt(calendar, closed + 1));
  const derivation = derive({ rule, period, deadline, calendar }, { named, open, due });
  return {
    period,
    level,
    dueDay: localDay(due),
    namedDay: localDay(named),
    moved: due !== named,
    workingDaysToSend: ordinalOf(calendar, due) - closed,
    rule: { id: rule.id, version: rule.version },
    derivation,
    source: deadline.source,
    status: deadline.status,
  };
};

interface Ruled {
  readonly rule: ReportingRule;
  readonly period: ReportingPeriod;
  readonly deadline: DeadlineRule;
  readonly calendar: Calendar;
}

const derive = (
  { rule, period, deadline, calendar }: Ruled,
  { named, open, due }: { named: number; open: number; due: number },
): readonly ReportingLine[] => {
  const after = deadline.workingDaysAfter;
  const day = localDay(named);
  const lines: ReportingLine[] = [
    { code: 'PERIOD', params: { from: period.from, to: period.to }, source: rule.source },
    after === undefined
      ? { code: 'NAMED_DAY', params: { day }, source: deadline.source }
      : { code: 'DAYS_AFTER', params: { amount: String(after), day }, source: deadline.source },
  ];
  if (open > named) {
    const reasons = Array.from({ length: open - named }, (_, i) => reasonOn(calendar, named + i));
    const names = [...new Set(reasons.flatMap((reason) => reason?.name ?? []))].join(', ');
    const params = { from: day, to: localDay(open), names };
    lines.push({ code: 'MOVED', params, source: law.closedLastDay });
  }
  if (due > open) {
    const params = { from: localDay(open), to: localDay(due) };
    lines.push({ code: 'ONE_DAY_TO_SEND', params, source: law.oneDayToSend });
  }
  return [...lines, { code: 'DUE', params: { day: localDay(due) }, source: '' }];
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
