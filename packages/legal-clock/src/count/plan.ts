import { type Calendar, closingMs, receptionOf } from '../calendar/calendar.ts';
import { beyond, openDayFrom, ordinalUpTo, refuseBeyond, workingDayOf } from '../calendar/horizon.ts';
import { dayNumber, dayNumberAt, type Instant, instantOn } from '../local-time.ts';
import {
  type InterruptionReason,
  interruptionRuleOf,
  type Length,
  type Readings,
  readingsOf,
  type Stage,
  stagesFor,
  waitsFor,
} from '../rule.ts';
import type { HandOver, RunningTerm } from '../running-term.ts';
import {
  afterStage,
  clockOf,
  countStage,
  type Door,
  goesOnIn,
  isOver,
  type StageCount,
  type StageStart,
  type Stop,
} from './stage.ts';

/** A stage of the rule, by its place there, as it is counted. */
export interface PlannedStage extends StageCount {
  readonly place: number;
}

/** One run from a start to an end. A reset ends a segment and begins the next one. */
export interface Segment {
  readonly startAt: Instant;
  /** What does not wait for a stage that stands still. */
  readonly stages: readonly PlannedStage[];
  /** The reset that ended this segment. */
  readonly resetBy?: number;
}

/** The whole counting, before it is told as a derivation. */
export interface Plan {
  readonly readings: Readings;
  readonly stages: readonly Stage[];
  readonly segments: readonly Segment[];
  /** Set while an interruption lasts: then there is no due date. `at` is the stage at hand. */
  readonly suspended?: {
    readonly index: number;
    readonly effect: 'RESET' | 'PAUSE';
    readonly at: PlannedStage;
  };
  /** What the extension added (days or ms), to which stage of which segment, and whether it was made too late. */
  readonly extended?: {
    readonly segment: number;
    readonly place: number;
    readonly extra: number;
    readonly late: boolean;
  };
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
      return workingDayOf(calendar, ordinalUpTo(calendar, from) + length.amount);
    case 'CALENDAR_DAY':
      return openDayFrom(calendar, from + length.amount);
    default: {
      const never: never = length.unit;
      return never;
    }
  }
};

/** The calendar by the days that the reading holds for working days. */
const byReading = (calendar: Calendar, { workingDays }: Readings): Calendar =>
  workingDays === 'OF_COUNTER' ? receptionOf(calendar) : calendar;

/** The receiving counter's calendar, as its rule reads it. */
export const counterCalendar = ({ calendar, rule }: RunningTerm): Calendar =>
  byReading(calendar, readingsOf(rule));

/** That of the agency that works on a stage. */
export const calendarOf = (term: RunningTerm, stage: Stage): Calendar =>
  byReading(term.calendars?.[stage.holder] ?? term.calendar, readingsOf(term.rule));

/** Papers and money come in where the dossier did; what agencies tell each other passes no counter. */
const doorOf = (term: RunningTerm, reason: InterruptionReason): Door =>
  reason === 'SUPPLEMENT' || reason === 'FEE' ? doorOfReceipt(term) : 'OFFICE';

/** Where a dossier came in. */
export const doorOfReceipt = ({ channel }: Pick<RunningTerm, 'channel'>): Door =>
  channel === 'COUNTER' ? 'COUNTER' : 'EITHER';

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
      const calendar = counterCalendar(term);
      const last = lastDayOf(calendar, dayNumberAt(interruption.from), rule.atMost);
      const limit = last === beyond ? undefined : instantOn(last, closingMs(calendar, last));
      to = limit === undefined ? to : Math.min(to ?? limit, limit);
    }
    const door = doorOf(term, interruption.reason);
    const stop = { index, from: interruption.from, to, door };
    if (rule.effect === 'PAUSE') pauses.push(stop);
    if (rule.effect === 'RESET') resets.push(stop);
  });
  const byStart = (a: Stop, b: Stop): number =>
    a.from - b.from || Number(a.to === undefined) - Number(b.to === undefined) || (a.to ?? 0) - (b.to ?? 0);
  return { pauses: pauses.sort(byStart), resets: resets.sort(byStart) };
};

/**
 * The hand-overs by which the next stage counts, in order: the i-th one starts stage i + 1. None where the total is fixed.
 */
export const handOversSince = (term: RunningTerm, since: Instant, readings: Readings): readonly HandOver[] =>
  readings.handOver === 'FROM_HAND_OVER'
    ? (term.handOvers ?? []).filter(({ why, at }) => why === 'NEXT_STAGE' && at >= since)
    : [];

/** The one that ends last; of equal ones the later in the rule. */
const latestOf = (counts: readonly PlannedStage[]): PlannedStage | undefined =>
  counts.reduce<PlannedStage | undefined>(
    (latest, count) => (latest && latest.dueAt > count.dueAt ? latest : count),
    undefined,
  );

interface Counting {
  readonly term: RunningTerm;
  readonly stages: readonly Stage[];
  readonly pauses: readonly Stop[];
  readonly readings: Readings;
}

const countStages = (
  { term, stages, pauses, readings }: Counting,
  startAt: Instant,
  extended?: Pick<NonNullable<Plan['extended']>, 'place' | 'extra'>,
): PlannedStage[] => {
  const handOvers = handOversSince(term, startAt, readings).map(({ at }) => at);
  const counts: PlannedStage[] = [];
  stages.forEach((stage, place) => {
    const handedAt = place > 0 ? handOvers[place - 1] : undefined;
    let start: StageStart =
      handedAt === undefined
        ? { kind: 'AT', at: startAt, door: doorOfReceipt(term) }
        : { kind: 'AT', at: handedAt, door: 'OFFICE' };
    const first = waitsFor(stage, place);
    if (handedAt === undefined && first.length > 0) {
      const done = counts.filter((count) => first.includes(count.place));
      // A dossier does not come to an agency whose turn waits for one that stands still.
      if (done.length < first.length || done.some(({ open }) => open)) return;
      const last = latestOf(done);
      if (last) start = afterStage(last);
    }
    const next = stages[place + 1];
    const isPart =
      next !== undefined &&
      waitsFor(next, place + 1).includes(place) &&
      handOvers[place] === undefined &&
      goesOnIn(stage.term, next.term);
    const extra = extended?.place === place ? extended.extra : 0;
    const change = { extra, isPart };
    const count = countStage(calendarOf(term, stage), stage.term, start, pauses, readings, change);
    counts.push({ ...count, place });
  });
  return counts;
};

/** Those that say when all are done: a dossier that was handed over does not wait at the agency that it left. */
const holding = (counts: readonly PlannedStage[], { handOver }: Readings): readonly PlannedStage[] =>
  handOver === 'FROM_HAND_OVER' ? counts.slice(-1) : counts;

const run = (
  term: RunningTerm,
  stages: readonly Stage[],
  { pauses, resets }: Stops,
  readings: Readings,
  extended?: Plan['extended'],
): Plan => {
  const counting = { term, stages, pauses, readings };
  const segments: Segment[] = [];
  let startAt = term.receivedAt;
  const count = (): PlannedStage[] =>
    countStages(counting, startAt, extended?.segment === segments.length ? extended : undefined);
  let counts = count();
  for (const reset of resets) {
    if (reset.to !== undefined && reset.to < startAt) continue;
    // Stopping the clock after the term ran out does not bring the dossier back in time.
    const held = holding(counts, readings);
    if (!held.some(({ open }) => open) && isOver(latestOf(held) as PlannedStage, reset.from)) continue;
    segments.push({ startAt, stages: counts, resetBy: reset.index });
    if (reset.to === undefined) {
      const begun = counts.filter(({ place }) => waitsFor(stages[place] as Stage, place).length === 0);
      const at = latestOf(begun) as PlannedStage;
      return {
        readings,
        stages,
        segments,
        suspended: { index: reset.index, effect: 'RESET', at },
        extended,
      };
    }
    startAt = reset.to;
    counts = count();
  }
  segments.push({ startAt, stages: counts });
  const [at] = holding(counts, readings)
    .filter(({ open }) => open)
    .sort((a, b) => (b.open?.left ?? 0) - (a.open?.left ?? 0));
  const suspended = at?.open && ({ index: at.open.index, effect: 'PAUSE', at } as const);
  return { readings, stages, segments, suspended, extended };
};

/** The end of a plan that has one: the stage of the last segment that ends last. It may lie beyond the calendar. */
export const endOf = ({ segments, readings }: Plan): PlannedStage =>
  latestOf(holding(segments.at(-1)?.stages ?? [], readings)) as PlannedStage;

/** The same for an answer that names it. Refuses what lies beyond the calendar. */
export const namedEndOf = (plan: Plan): PlannedStage => {
  const end = endOf(plan);
  return end.dueDay === beyond ? refuseBeyond(end.calendar) : end;
};

/** True for a stop that began when the term had run out: it moves nothing (stopping does not heal). */
export const beganAfterEnd = (plan: Plan, from: Instant): boolean =>
  !plan.suspended && isOver(endOf(plan), from);

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
  const newDay = openDayFrom(end.calendar, named);
  switch (end.term.unit) {
    case 'CALENDAR_DAY':
    case 'WEEK':
    case 'MONTH':
    case 'YEAR':
      return named - end.rawDay;
    case 'WORKING_DAY':
    case 'SAME_DAY':
      return ordinalUpTo(end.calendar, newDay) - ordinalUpTo(end.calendar, end.rawDay);
    case 'WORKING_HOUR':
    case 'HOUR': {
      if (newDay === beyond) return beyond;
      const clock = clockOf(end.calendar, end.term);
      return clock.upTo(instantOn(newDay, closingMs(end.calendar, newDay))) - clock.upTo(end.dueAt);
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
  if (openDayFrom(end.calendar, named) <= end.dueDay) return undefined;
  const late = dayNumberAt(extension.at) >= end.dueDay;
  const extra = extraTo(end, named);
  return extra > 0 ? { segment: standing.segments.length - 1, place: end.place, extra, late } : undefined;
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
