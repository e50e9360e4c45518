import { reasonOn } from './calendar/calendar.ts';
import { beyond } from './calendar/horizon.ts';
import { beganAfterEnd, counterCalendar, doorOfReceipt, lastDayOf, type Plan } from './count/plan.ts';
import { effectiveDay } from './count/stage.ts';
import { dayNumberAt, localDay, localDayAt } from './local-time.ts';
import { interruptionRuleOf } from './rule.ts';
import type { RunningTerm } from './running-term.ts';

/**
 * What an inspector would remark about how the clock was used. A finding never changes a date.
 * `NOTICE_LATE`: the notice was out after its limit. `ASKED_TWICE`: a supplement may be asked for once.
 * `COMPLETED_AFTER_LIMIT`: the dossier should have been closed. `AFTER_TERM_RAN_OUT`: stopping it then changed
 * nothing. `EXTENSION_DROPPED`: it moves nothing, because the term was counted anew after it or now ends later anyway.
 * `EXTENSION_LATE`: by the calendar of now it was not made a day before the due date. `PROVISIONAL_CALENDAR`: a day
 * that moved the date may still change. `RULE_NOT_IN_FORCE`: the version was not in force on the day of receipt.
 */
export type FindingCode =
  | 'NOTICE_LATE'
  | 'ASKED_TWICE'
  | 'COMPLETED_AFTER_LIMIT'
  | 'AFTER_TERM_RAN_OUT'
  | 'EXTENSION_DROPPED'
  | 'EXTENSION_LATE'
  | 'PROVISIONAL_CALENDAR'
  | 'RULE_NOT_IN_FORCE';

/** One remark, and on which interruption. */
export interface Finding {
  readonly code: FindingCode;
  /** Points into the running term's interruptions. */
  readonly interruption?: number;
}

const interruptionFindings = (term: RunningTerm, plan: Plan): Finding[] => {
  const findings: Finding[] = [];
  const calendar = counterCalendar(term);
  let asked = 0;
  (term.interruptions ?? []).forEach((interruption, index) => {
    const rule = interruptionRuleOf(term.rule, interruption.reason);
    const fromDay = dayNumberAt(interruption.from);
    if (rule.noticeWithin) {
      const received = effectiveDay(calendar, term.receivedAt, plan.readings, doorOfReceipt(term));
      if (fromDay > lastDayOf(calendar, received, rule.noticeWithin)) {
        findings.push({ code: 'NOTICE_LATE', interruption: index });
      }
    }
    if (interruption.reason === 'SUPPLEMENT') {
      asked += 1;
      if (asked > 1) findings.push({ code: 'ASKED_TWICE', interruption: index });
    }
    if (rule.atMost && rule.afterMost === 'CLOSES' && interruption.to !== undefined) {
      if (dayNumberAt(interruption.to) > lastDayOf(calendar, fromDay, rule.atMost)) {
        findings.push({ code: 'COMPLETED_AFTER_LIMIT', interruption: index });
      }
    }
    if (rule.effect !== 'RUNS' && beganAfterEnd(plan, interruption.from)) {
      findings.push({ code: 'AFTER_TERM_RAN_OUT', interruption: index });
    }
  });
  return findings;
};

/** A date that rests on a provisional day, or that ends in a stretch whose holidays are not fixed yet. */
const restsOnProvisional = (plan: Plan): boolean =>
  (plan.segments.at(-1)?.stages ?? []).some(({ term, calendar, startDay, dueDay, open }) => {
    if (open || dueDay === beyond || term.unit === 'HOUR') return false;
    for (let day = startDay; day <= dueDay; day += 1) {
      const reason = reasonOn(calendar, day);
      if (reason && reason.kind !== 'WEEKEND' && reason.status === 'PROVISIONAL') return true;
    }
    const year = calendar.layers.find(
      ({ covers, scope }) =>
        scope.kind === 'NATION' && covers && covers.from <= localDay(dueDay) && localDay(dueDay) <= covers.to,
    );
    return year?.status === 'PROVISIONAL';
  });

/** All remarks on a counted term, those on interruptions first. */
export const findingsOf = (term: RunningTerm, plan: Plan): readonly Finding[] => {
  const findings = interruptionFindings(term, plan);
  if (term.extensions?.length) {
    const holds = plan.extended?.segment === plan.segments.length - 1;
    if (!holds) findings.push({ code: 'EXTENSION_DROPPED' });
    else if (plan.extended?.late) findings.push({ code: 'EXTENSION_LATE' });
  }
  const { validFrom, lastDay } = term.rule;
  const received = localDayAt(term.receivedAt);
  if (received < validFrom || (lastDay !== undefined && received > lastDay))
    findings.push({ code: 'RULE_NOT_IN_FORCE' });
  if (restsOnProvisional(plan)) findings.push({ code: 'PROVISIONAL_CALENDAR' });
  return findings;
};
