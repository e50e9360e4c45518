import { beyond } from './calendar/horizon.ts';
import {
  counterCalendar,
  endOf,
  lastDayOf,
  namedEndOf,
  type Plan,
  planTerm,
  planWithoutExtension,
} from './count/plan.ts';
import type { StageCount } from './count/stage.ts';
import { type Derivation, type Left } from './derivation/derivation.ts';
import { derive, leftOfPlan } from './derivation/derive.ts';
import { type Finding, findingsOf } from './findings.ts';
import { dayNumber, dayNumberAt, type Instant, instantOn, type LocalDay, localDay } from './local-time.ts';
import { type InterruptionReason, interruptionRuleOf, refuseRule, type Term } from './rule.ts';
import { refuseRunningTerm, type RunningTerm } from './running-term.ts';

/** A date with the instant at which it ends. Both, because day terms are judged by day and lists by instant. */
export interface DueDay {
  readonly dueDay: LocalDay;
  readonly dueAt: Instant;
}

/** Why there is no due date now. */
export interface Suspension {
  /** Points into the running term's interruptions. */
  readonly interruption: number;
  readonly reason: InterruptionReason;
  readonly since: Instant;
  readonly effect: 'RESET' | 'PAUSE';
  /** What is left of the term when the clock goes on, of the stage at hand. */
  readonly left: Left;
  /** If it ends as planned. An expectation, never a due date. */
  readonly expected?: DueDay;
  /** The last day for the supplement; after it the counter closes the dossier (NĐ 118/2025 Art. 19.5). */
  readonly closesAfter?: LocalDay;
  /** What there is, but after all that the calendar holds: it cannot be named yet. */
  readonly beyondCalendar: readonly ('expected' | 'closesAfter')[];
}

/** One holder's share as planned. */
export interface StageDue extends DueDay {
  readonly holder: string;
  /** Its place among the rule's stages. */
  readonly place: number;
}

/** What `computeDueDate` finds: the date or why there is none, each part, remarks, and the proof. */
export interface DueDate {
  readonly status: 'RUNNING' | 'SUSPENDED';
  /** The date that binds, with any extension; absent while suspended. */
  readonly due?: DueDay;
  /** The date without the extension: on-time statistics go by it (form II.06). The same as `due` without one. */
  readonly original?: DueDay;
  /** The term that decides the end: one in hours ends at an instant, the others with a day. */
  readonly decidedBy: Term;
  readonly suspension?: Suspension;
  /** The stages counted so far, in order. */
  readonly stages: readonly StageDue[];
  /** What an inspector would remark; never changes the date. */
  readonly findings: readonly Finding[];
  readonly derivation: Derivation;
}

const dueDayOf = (count: StageCount): DueDay => ({ dueDay: localDay(count.dueDay), dueAt: count.dueAt });

/** The end if every open interruption ends as planned, where all of them say when. */
const expectedOf = (term: RunningTerm): StageCount | undefined => {
  const interruptions = [];
  for (const interruption of term.interruptions ?? []) {
    const planned = interruption.prolonged?.at(-1)?.plannedTo ?? interruption.plannedTo;
    if (interruption.to !== undefined) interruptions.push(interruption);
    else if (planned === undefined) return undefined;
    else {
      // In the first minute of that day: it is the day of resumption whatever the opening hours.
      const to = Math.max(interruption.from, instantOn(dayNumber(planned), 0));
      interruptions.push({ ...interruption, to });
    }
  }
  const plan = planTerm({ ...term, interruptions });
  return plan.suspended ? undefined : endOf(plan);
};

/** Day number of the last day to complete what was asked for, moved off closed days (Civil Code Art. 148.5); it may lie beyond the calendar. */
export const closesAfterOf = (term: RunningTerm, index: number): number | undefined => {
  const interruption = term.interruptions?.[index];
  if (!interruption) return undefined;
  const rule = interruptionRuleOf(term.rule, interruption.reason);
  if (!rule.atMost || rule.afterMost !== 'CLOSES') return undefined;
  return lastDayOf(counterCalendar(term), dayNumberAt(interruption.from), rule.atMost);
};

const suspensionOf = (term: RunningTerm, plan: Plan): Suspension | undefined => {
  const left = leftOfPlan(plan);
  const interruption = plan.suspended && term.interruptions?.[plan.suspended.index];
  if (!plan.suspended || !left || !interruption) return undefined;
  const { index, effect } = plan.suspended;
  const expected = expectedOf(term);
  const closesAfter = closesAfterOf(term, index);
  return {
    interruption: index,
    reason: interruption.reason,
    since: interruption.from,
    effect,
    left,
    ...(expected && expected.dueDay !== beyond ? { expected: dueDayOf(expected) } : {}),
    ...(closesAfter !== undefined && closesAfter !== beyond ? { closesAfter: localDay(closesAfter) } : {}),
    beyondCalendar: [
      ...(expected?.dueDay === beyond ? (['expected'] as const) : []),
      ...(closesAfter === beyond ? (['closesAfter'] as const) : []),
    ],
  };
};

/**
 * The due date of a running term, with its proof.
 *
 * `dueAt` is the end of the last day (see `Readings.dayEnds`) or, for hours, the exact instant. While an
 * interruption lasts there is no `due`, but `suspension` with what is left. Throws a `ClockError` that names the
 * place for anything that cannot be counted: a bad rule, intervals that contradict themselves, a date beyond the
 * calendar. Sources: Civil Code 2015 Arts. 147–148, NĐ 118/2025/NĐ-CP Arts. 16–21, Labour Code 2019 Arts. 111–112.
 */
export const computeDueDate = (term: RunningTerm): DueDate => {
  refuseRule(term.rule);
  refuseRunningTerm(term);
  const plan = planTerm(term);
  const suspension = suspensionOf(term, plan);
  const end = suspension ? undefined : namedEndOf(plan);
  // Counted anew after it, the term has one date again: a promise does not outlive the term that it was made for.
  const holds = plan.extended?.segment === plan.segments.length - 1;
  const firstPlan = holds ? planWithoutExtension(term) : plan;
  const originalEnd = firstPlan.suspended ? undefined : endOf(firstPlan);
  const stages = (plan.segments.at(-1)?.stages ?? [])
    .filter(({ open, dueDay }) => !open && dueDay !== beyond && plan.suspended?.effect !== 'RESET')
    .map((count) => ({
      holder: plan.stages[count.place]?.holder ?? '',
      place: count.place,
      ...dueDayOf(count),
    }));
  return {
    status: suspension ? 'SUSPENDED' : 'RUNNING',
    ...(suspension ? { suspension } : {}),
    ...(end ? { due: dueDayOf(end) } : {}),
    ...(end && originalEnd ? { original: dueDayOf(originalEnd) } : {}),
    decidedBy: (end ?? plan.suspended?.at ?? endOf(plan)).term,
    stages,
    findings: findingsOf(term, plan),
    derivation: derive(term, plan, {
      original: originalEnd,
      closesAfter: plan.suspended && closesAfterOf(term, plan.suspended.index),
    }),
  };
};

/**
 * The date alone, without its proof: for lists and statistics over many dossiers. The same counting as
 * `computeDueDate`; undefined while the clock stands still. The input is taken as checked.
 */
export const findDueDay = (term: RunningTerm): DueDay | undefined => {
  const plan = planTerm(term);
  return plan.suspended ? undefined : dueDayOf(namedEndOf(plan));
};
