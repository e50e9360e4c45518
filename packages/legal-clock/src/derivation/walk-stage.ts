import { isWorkingDay, reasonOn, spansOn } from '../calendar/calendar.ts';
import type { DayReason, Span } from '../calendar/layer.ts';
import { eventShift, type StageCount } from '../count/stage.ts';
import { DAY_MS, type Instant, instantOn, localDay } from '../local-time.ts';
import { isInDaysOfCalendar } from '../rule.ts';
import type { Step } from './derivation.ts';

type Stretch = Extract<Step, { kind: 'COUNTED' | 'SKIPPED' }>;

const sameReason = (a: DayReason | undefined, b: DayReason | undefined): boolean =>
  a?.kind === b?.kind && a?.name === b?.name && a?.source === b?.source && a?.status === b?.status;

const joins = (a: Step | undefined, b: Stretch): a is Stretch =>
  (a?.kind === 'COUNTED' && b.kind === 'COUNTED' && sameReason(a.makeUp, b.makeUp)) ||
  (a?.kind === 'SKIPPED' && b.kind === 'SKIPPED' && sameReason(a.reason, b.reason));

const push = (steps: Step[], step: Stretch): void => {
  const last = steps.at(-1);
  if (joins(last, step)) steps[steps.length - 1] = { ...last, to: step.to, days: last.days + 1 };
  else steps.push(step);
};

/** The reasons why the days from `from` up to, not including, `to` are closed, each once. */
const closedReasons = (count: StageCount, from: number, to: number): readonly DayReason[] => {
  const reasons: DayReason[] = [];
  for (let day = from; day < to; day += 1) {
    const reason = reasonOn(count.calendar, day);
    if (reason && !isWorkingDay(count.calendar, day) && !reasons.some((other) => sameReason(other, reason))) {
      reasons.push(reason);
    }
  }
  return reasons;
};

const movedStep = (count: StageCount, from: number, to: number): Step => ({
  kind: 'MOVED',
  from: localDay(from),
  to: localDay(to),
  days: to - from,
  reasons: closedReasons(count, from, to),
});

const countedStep = (count: StageCount, day: number): Stretch => {
  const date = localDay(day);
  const reason = reasonOn(count.calendar, day);
  const open = isWorkingDay(count.calendar, day);
  if (!open && reason && !isInDaysOfCalendar(count.term)) {
    return { kind: 'SKIPPED', from: date, to: date, days: 1, reason };
  }
  const makeUp = reason?.kind === 'MAKE_UP_WORKING' && !isInDaysOfCalendar(count.term) ? reason : undefined;
  return { kind: 'COUNTED', from: date, to: date, days: 1, ...(makeUp ? { makeUp } : {}) };
};

/** Calendar days only: the last day had not moved on yet when the clock was stopped on a closed day. */
const endsOnClosedDay = (count: StageCount, day: number): boolean =>
  isInDaysOfCalendar(count.term) && !isWorkingDay(count.calendar, day);

/**
 * The day stretches of a stage counted in days, from the day after its start to its last day. For a stage that stands
 * still, `used` is what was counted before it was stopped, and the walk ends there.
 */
export const walkDays = (count: StageCount, used = count.amount): readonly Step[] => {
  const steps: Step[] = [];
  let rest = used;
  let day = count.startDay;
  let next = 0;
  const shift = eventShift(count.term);
  for (;;) {
    const stop = count.stops[next];
    const ended = rest === 0 && used === count.amount;
    if (stop && (day >= stop.afterDay || (ended && endsOnClosedDay(count, stop.afterDay)))) {
      const back = stop.toDay + shift;
      const to = ended ? back - 1 : stop.toDay;
      if (to > day) {
        const days = to - day;
        const from = localDay(day + 1);
        steps.push({ kind: 'SUSPENDED', from, to: localDay(to), days, interruption: stop.index });
      }
      if (ended) steps.push({ kind: 'GIVEN_BACK', day: localDay(back), interruption: stop.index });
      day = ended ? back : stop.toDay;
      next += 1;
      continue;
    }
    if (rest === 0) {
      if (!stop) break;
      if (!isInDaysOfCalendar(count.term) && !isWorkingDay(count.calendar, day + 1)) {
        day += 1;
        push(steps, countedStep(count, day));
        continue;
      }
      // The last day had moved off a closed day, and the clock was stopped again on the day it had moved to.
      steps.push(movedStep(count, day, stop.afterDay));
      day = stop.afterDay;
      continue;
    }
    day += 1;
    const step = countedStep(count, day);
    if (step.kind === 'COUNTED') rest -= 1;
    push(steps, step);
  }
  if (!count.open && count.dueDay > day) steps.push(movedStep(count, day, count.dueDay));
  return steps;
};

const wholeDay: readonly Span[] = [{ from: 0, to: DAY_MS }];

/** The worked stretches of a stage counted in hours, and the closed days between them; `until` cuts it short. */
export const walkHours = (count: StageCount, until?: Instant): readonly Step[] => {
  const steps: Step[] = [];
  const end = until ?? count.dueAt;
  let suspended = 0;
  for (let day = count.startDay; instantOn(day, 0) < end; day += 1) {
    const date = localDay(day);
    for (
      let stop = count.stops[suspended];
      stop && day >= stop.afterDay;
      suspended += 1, stop = count.stops[suspended]
    ) {
      const to = localDay(stop.toDay);
      const days = stop.toDay - stop.afterDay + 1;
      const between = { from: stop.from, to: stop.to };
      const from = localDay(stop.afterDay);
      steps.push({ kind: 'SUSPENDED', from, to, days, interruption: stop.index, between });
    }
    const isReal = count.term.unit === 'HOUR';
    const reason = isReal ? undefined : reasonOn(count.calendar, day);
    if (reason && !isWorkingDay(count.calendar, day)) {
      push(steps, { kind: 'SKIPPED', from: date, to: date, days: 1, reason });
    }
    for (const span of isReal ? wholeDay : spansOn(count.calendar, day)) {
      let from = Math.max(instantOn(day, span.from), count.startAt);
      const to = Math.min(instantOn(day, span.to), end);
      for (const pause of count.stops) {
        if (pause.from >= to || pause.to <= from) continue;
        if (pause.from > from) steps.push({ kind: 'WORKED', from, to: pause.from, ms: pause.from - from });
        from = pause.to;
      }
      if (from < to) steps.push({ kind: 'WORKED', from, to, ms: to - from });
    }
  }
  return steps;
};
