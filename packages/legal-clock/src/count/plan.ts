import {
  type Calendar,
  closingMs,
  nextOpenDay,
  ordinalOf,
  workingDayAt,
  workingMsUpTo,
} from '../calendar/calendar.ts';
import { dayNumber, dayNumberAt, type Instant, instantOn } from '../local-time.ts';
import {
  interruptionRuleOf,
  type Length,
  type Readings,
  readingsOf,
  type Stage,
  stagesFor,
} from '../rule.ts';
import type { HandOver, RunningTerm } from '../running-term.ts';
import {
  afterStage,
  countStage,
  effectiveDay,
  type StageCount,
  type StageStart,
  type Stop,
} from './stage.ts';

/** One run from a start to an end. A reset ends a segment and begins the next one. */
export interface Segment {
  readonly startAt: Instant;
  readonly stages: readonly StageCount[];
  /** The reset that ended this segment. */
  readonly resetBy?: number;
}

/** The whole counting, before it is told as a derivation. */
export interface Plan {
  readonly readings: Readings;
  readonly stages: readonly Stage[];
  readonly segments: readonly Segment[];
  /** Set while an interruption lasts: then there is no due date. `left` is days or ms of the stage at hand. */
  readonly suspended?: { readonly index: number; readonly effect: 'RESET' | 'PAUSE'; readonly stage: number };
  /** What the extension added to the last stage (days or ms), in which segment, and whether it was made too late. */
  readonly extended?: { readonly segment: number; readonly extra: number; readonly late: boolean };
}

interface Stops {
  readonly pauses: readonly Stop[];
  readonly resets: readonly Stop[];
}

/**
 * The last day of a length of time that starts with an event: the day of the event is not counted (Civil Code
 * Art. 147), and a closed last day moves to the next open one (Art. 148.5).
 */
export const lastDayOf = (calendar: Calendar, from: number, length: Length): number => {
  switch (length.unit) {
    case 'WORKING_DAY':
      return workingDayAt(calendar, ordinalOf(calendar, from) + length.amount);
    case 'CALENDAR_DAY':
      return nextOpenDay(calendar, from + length.amount);
    default: {
      const never: never = length.unit;
      return never;
    }
  }
};

/** The interruptions that stop the clock, in order of their start; one that may last only so long ends by itself. */
export const stopsOf = (term: RunningTerm): Stops => {
  if (!term.interruptions?.length) return { pauses: [], resets: [] };
  const pauses: Stop[] = [];
  const resets: Stop[] = [];
  term.interruptions.forEach((interruption, index) => {
    const rule = interruptionRuleOf(term.rule, interruption.reason);
    let to = interruption.to;
    if (rule.atMost && rule.afterMost === 'RESUMES') {
      // The limit is a term of its own and moves off closed days like any other (Civil Code Art. 148.5).
      const last = lastDayOf(term.calendar, dayNumberAt(interruption.from), rule.atMost);
      to = Math.min(to ?? Number.POSITIVE_INFINITY, instantOn(last, closingMs(term.calendar, last)));
    }
    const stop = { index, from: interruption.from, to };
    if (rule.effect === 'PAUSE') pauses.push(stop);
    if (rule.effect === 'RESET') resets.push(stop);
  });
  const byStart = (a: Stop, b: Stop): number =>
    a.from - b.from || (a.to ?? Number.POSITIVE_INFINITY) - (b.to ?? Number.POSITIVE_INFINITY);
  return { pauses: pauses.sort(byStart), resets: resets.sort(byStart) };
};

const calendarOf = (term: RunningTerm, stage: Stage): Calendar =>
  term.calendars?.[stage.holder] ?? term.calendar;

/**
 * The hand-overs by which the next stage counts, in order: the i-th one starts stage i + 1. None where the total is fixed.
 */
export const handOversSince = (term: RunningTerm, since: Instant, readings: Readings): readonly HandOver[] =>
  readings.handOver === 'FROM_HAND_OVER'
    ? (term.handOvers ?? []).filter(({ why, at }) => why === 'NEXT_STAGE' && at >= since)
    : [];

const countStages = (
  term: RunningTerm,
  stages: readonly Stage[],
  startAt: Instant,
  pauses: readonly Stop[],
  readings: Readings,
  extra: number,
): StageCount[] => {
  const handOvers = handOversSince(term, startAt, readings).map(({ at }) => at);
  const counts: StageCount[] = [];
  let start: StageStart = { kind: 'AT', at: startAt };
  for (let i = 0; i < stages.length; i += 1) {
    const stage = stages[i] as Stage;
    const handedAt = i > 0 ? handOvers[i - 1] : undefined;
    if (handedAt !== undefined) start = { kind: 'AT', at: handedAt };
    const last = i === stages.length - 1;
    const count = countStage(calendarOf(term, stage), stage.term, start, pauses, readings, last ? extra : 0);
    counts.push(count);
    // A dossier already handed over does not wait at the agency that it left.
    if (count.open && handOvers[i] === undefined) break;
    if (!last && handOvers[i] === undefined) start = afterStage(count);
  }
  return counts;
};

const reaches = (counts: readonly StageCount[], at: Instant, readings: Readings): boolean => {
  const last = counts.at(-1) as StageCount;
  if (last.open) return true;
  if (last.term.unit === 'WORKING_HOUR') return at < last.dueAt;
  const day = last.term.unit === 'CALENDAR_DAY' ? dayNumberAt(at) : effectiveDay(last.calendar, at, readings);
  return readings.stopOnLastDay === 'DAY_IS_USED' ? day < last.dueDay : day <= last.dueDay;
};

const run = (
  term: RunningTerm,
  stages: readonly Stage[],
  { pauses, resets }: Stops,
  readings: Readings,
  extended?: Plan['extended'],
): Plan => {
  const segments: Segment[] = [];
  let startAt = term.receivedAt;
  const count = (): StageCount[] => {
    const extra = extended?.segment === segments.length ? extended.extra : 0;
    return countStages(term, stages, startAt, pauses, readings, extra);
  };
  let counts = count();
  for (const reset of resets) {
    if (reset.to !== undefined && reset.to < startAt) continue;
    // Stopping the clock after the term ran out does not bring the dossier back in time.
    if (!reaches(counts, reset.from, readings)) continue;
    segments.push({ startAt, stages: counts, resetBy: reset.index });
    if (reset.to === undefined) {
      return {
        readings,
        stages,
        segments,
        suspended: { index: reset.index, effect: 'RESET', stage: 0 },
        extended,
      };
    }
    startAt = reset.to;
    counts = count();
  }
  segments.push({ startAt, stages: counts });
  const stage = counts.length - 1;
  const open = counts[stage]?.open;
  const suspended = open && ({ index: open.index, effect: 'PAUSE', stage } as const);
  return { readings, stages, segments, suspended, extended };
};

/** The end of a plan that has one: the last stage of the last segment. */
export const endOf = (plan: Plan): StageCount => plan.segments.at(-1)?.stages.at(-1) as StageCount;

/** True for a stop that began when the term had run out: it moves nothing (stopping does not heal). */
export const beganAfterEnd = (plan: Plan, from: Instant): boolean => {
  if (plan.suspended) return false;
  const { term, dueAt } = endOf(plan);
  return term.unit === 'WORKING_HOUR' ? from >= dueAt : from > dueAt;
};

/** The counting as it stood at an instant: nothing that began or ended later, and no extension. */
export const planAsOf = (term: RunningTerm, at: Instant): Plan => {
  const prepared = stopsOf(term);
  const known = (stop: Stop): Stop =>
    stop.to !== undefined && stop.to > at ? { ...stop, to: undefined } : stop;
  const begun = (stops: readonly Stop[]): Stop[] => stops.filter(({ from }) => from <= at).map(known);
  const stops = { pauses: begun(prepared.pauses), resets: begun(prepared.resets) };
  return run(term, stagesFor(term.rule, term.channel), stops, readingsOf(term.rule));
};

/** What it takes to reach the new day from the end that stood, in days or ms. */
const extraTo = (end: StageCount, named: number): number => {
  const newDay = nextOpenDay(end.calendar, named);
  switch (end.term.unit) {
    case 'CALENDAR_DAY':
      return named - end.rawDay;
    case 'WORKING_DAY':
    case 'SAME_DAY':
      return ordinalOf(end.calendar, newDay) - ordinalOf(end.calendar, end.rawDay);
    case 'WORKING_HOUR': {
      const closing = instantOn(newDay, closingMs(end.calendar, newDay));
      return workingMsUpTo(end.calendar, closing) - workingMsUpTo(end.calendar, end.dueAt);
    }
    default: {
      const never: never = end.term;
      return never;
    }
  }
};

/**
 * What an extension adds. It was checked when it was made (`refuseExtension`); a calendar or rule that changed since
 * does not break the promise, so here a closed new day moves on, and one that is no longer later adds nothing.
 */
const extend = (term: RunningTerm): Plan['extended'] => {
  const extension = term.extensions?.[0];
  if (!extension) return undefined;
  const standing = planAsOf(term, extension.at);
  if (standing.suspended) return undefined;
  const end = endOf(standing);
  const named = dayNumber(extension.newDueDay, 'extensions[0].newDueDay');
  if (nextOpenDay(end.calendar, named) <= end.dueDay) return undefined;
  const late = dayNumberAt(extension.at) >= end.dueDay;
  const extra = extraTo(end, named);
  return extra > 0 ? { segment: standing.segments.length - 1, extra, late } : undefined;
};

/** Counts a running term. The input is taken as checked (`refuseRule`, `refuseRunningTerm`). */
export const planTerm = (term: RunningTerm): Plan => {
  const readings = readingsOf(term.rule);
  const stages = stagesFor(term.rule, term.channel);
  const prepared = stopsOf(term);
  return run(term, stages, prepared, readings, extend(term));
};

/** The same without its extension: the date that was first promised. */
export const planWithoutExtension = (term: RunningTerm): Plan => planTerm({ ...term, extensions: undefined });
