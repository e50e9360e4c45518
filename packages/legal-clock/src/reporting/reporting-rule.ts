import reportingRules from '../../data/reporting-rules.json' with { type: 'json' };
import type { CalendarStatus } from '../calendar/layer.ts';
import { clockError } from '../errors.ts';
import { dayNumber, type LocalDay } from '../local-time.ts';

/** Kinds of periodic reports (NĐ 09/2019/NĐ-CP Art. 12; nine months is a provincial addition). */
export type PeriodKind = 'MONTH' | 'QUARTER' | 'HALF' | 'NINE_MONTHS' | 'YEAR';

/** Who sends; the district level ended on 01/07/2025. */
export type ReportingLevel = 'COMMUNE' | 'DISTRICT' | 'PROVINCE';

/** Data from the 15th of the month before to the 14th of the last month (NĐ 09/2019 Art. 12), or calendar periods. */
export type PeriodScheme = 'FIFTEENTH_TO_FOURTEENTH' | 'CALENDAR';

/** When a level sends: a fixed day of the period's last month, or working days after the data closed. */
export interface DeadlineRule {
  readonly level: ReportingLevel;
  readonly kinds: readonly PeriodKind[];
  readonly dayOfLastMonth?: number;
  readonly workingDaysAfter?: number;
  readonly source: string;
  readonly status: CalendarStatus;
}

/** One version of a reporting regime, dated. A regime is chosen by id and date, never by code. */
export interface ReportingRule {
  readonly id: string;
  readonly version: string;
  readonly validFrom: LocalDay;
  readonly lastDay?: LocalDay;
  readonly title: string;
  readonly scheme: PeriodScheme;
  readonly source: string;
  readonly status: CalendarStatus;
  readonly deadlines: readonly DeadlineRule[];
}

const kinds: readonly string[] = ['MONTH', 'QUARTER', 'HALF', 'NINE_MONTHS', 'YEAR'];
const levels: readonly string[] = ['COMMUNE', 'DISTRICT', 'PROVINCE'];

const refuseDeadline = (deadline: DeadlineRule, place: string): void => {
  const { dayOfLastMonth: fixed, workingDaysAfter: after } = deadline;
  if (!levels.includes(deadline.level)) {
    throw clockError('BAD_REPORTING_RULE', `${place}.level`, `"${String(deadline.level)}" is no level`);
  }
  deadline.kinds.forEach((kind, i) => {
    if (!kinds.includes(kind)) {
      throw clockError('BAD_REPORTING_RULE', `${place}.kinds[${i}]`, `"${String(kind)}" is no period`);
    }
  });
  if ((fixed === undefined) === (after === undefined)) {
    throw clockError('BAD_REPORTING_RULE', place, 'either dayOfLastMonth or workingDaysAfter');
  }
  if (fixed !== undefined && !(Number.isInteger(fixed) && fixed >= 1 && fixed <= 28)) {
    throw clockError('BAD_REPORTING_RULE', `${place}.dayOfLastMonth`, 'a day from 1 to 28');
  }
  // NĐ 09/2019 Art. 8.5: at least one working day after the data closed.
  if (after !== undefined && !(Number.isInteger(after) && after >= 1)) {
    throw clockError('BAD_REPORTING_RULE', `${place}.workingDaysAfter`, 'at least one working day');
  }
};

/** Refuses a reporting rule that cannot be counted by, naming the place. */
export const refuseReportingRule = (rule: ReportingRule): void => {
  const name = `${rule.id}@${rule.version}`;
  const from = dayNumber(rule.validFrom, `${name}.validFrom`);
  if (rule.lastDay !== undefined && dayNumber(rule.lastDay, `${name}.lastDay`) < from) {
    throw clockError('BAD_REPORTING_RULE', `${name}.lastDay`, 'ends before it starts');
  }
  if (rule.scheme !== 'FIFTEENTH_TO_FOURTEENTH' && rule.scheme !== 'CALENDAR') {
    throw clockError('BAD_REPORTING_RULE', `${name}.scheme`, `"${String(rule.scheme)}" is no scheme`);
  }
  const seen = new Set<string>();
  rule.deadlines.forEach((deadline, i) => {
    const place = `${name}.deadlines[${i}]`;
    refuseDeadline(deadline, place);
    for (const kind of deadline.kinds) {
      const key = `${deadline.level} ${kind}`;
      if (seen.has(key)) throw clockError('BAD_REPORTING_RULE', place, `${key} has two deadlines`);
      seen.add(key);
    }
  });
};

/** The regimes shipped with the package: NĐ 09/2019 with three levels and with two, Khánh Hòa, calendar periods. */
export const shippedReportingRules = (): readonly ReportingRule[] => {
  const rules = reportingRules as readonly ReportingRule[];
  rules.forEach(refuseReportingRule);
  return rules;
};

/** The version of a regime in force on a day (for a period: the day on which its data closes). */
export const reportingRuleOn = (
  rules: readonly ReportingRule[],
  id: string,
  day: LocalDay,
): ReportingRule => {
  const found = rules.filter(
    (rule) => rule.id === id && rule.validFrom <= day && (rule.lastDay === undefined || day <= rule.lastDay),
  );
  const [rule, second] = found;
  if (!rule) throw clockError('BAD_REPORTING_RULE', id, `no version is in force on ${day}`);
  if (second) throw clockError('BAD_REPORTING_RULE', id, `two versions are in force on ${day}`);
  return rule;
};
