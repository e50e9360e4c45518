import {
  type Calendar,
  layerVersions,
  officeOf,
  reasonOn,
  receptionOf,
  spansOn,
} from '../calendar/calendar.ts';
import { beyond } from '../calendar/horizon.ts';
import {
  beganAfterEnd,
  doorOfReceipt,
  endOf,
  handOversSince,
  type Plan,
  type PlannedStage,
  type Segment,
} from '../count/plan.ts';
import { type Door, effectiveDay, type StageCount } from '../count/stage.ts';
import { dayNumberAt, type Instant, localDay, MINUTE_MS, msOfDay } from '../local-time.ts';
import { countsHours, interruptionRuleOf, type Readings, waitsFor, workAtOnce } from '../rule.ts';
import type { Interruption, RunningTerm } from '../running-term.ts';
import type { AppliedInterruption, ClosedDays, Derivation, Left, StartReason, Step } from './derivation.ts';
import { walkDays, walkHours } from './walk-stage.ts';

type StartStep = Extract<Step, { kind: 'START' }>;

const startReason = (calendar: Calendar, at: Instant): StartReason => {
  const day = dayNumberAt(at);
  const ms = msOfDay(at);
  const spans = spansOn(calendar, day);
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last) return 'CLOSED_DAY';
  if (ms > last.to) return 'AFTER_CLOSING';
  if (ms < first.from) return 'BEFORE_OPENING';
  return spans.some((span) => ms >= span.from && ms <= span.to) ? 'IN_HOURS' : 'IN_BREAK';
};

/** The closed days between two days, both excluded, by reason. */
const closedBetween = (calendar: Calendar, after: number, before: number): readonly ClosedDays[] => {
  const closed: ClosedDays[] = [];
  for (let day = after + 1; day < before; day += 1) {
    const reason = reasonOn(calendar, day);
    if (!reason) continue;
    const [date, last] = [localDay(day), closed.at(-1)];
    const joins = last?.reason.name === reason.name && last.to === localDay(day - 1);
    if (last && joins) closed[closed.length - 1] = { ...last, to: date };
    else closed.push({ from: date, to: date, reason });
  }
  return closed;
};

const startStep = (calendar: Calendar, at: Instant, readings: Readings, door: Door): StartStep => {
  const counts = effectiveDay(calendar, at, readings, door);
  // The hours by which it was taken in.
  const counter = receptionOf(calendar);
  const byCounter =
    door === 'COUNTER' ||
    readings.workingDays === 'OF_COUNTER' ||
    counts !== effectiveDay(calendar, at, readings, 'OFFICE') ||
    startReason(counter, at) === 'IN_HOURS';
  const hours = byCounter ? counter : officeOf(calendar);
  const [why, on] = [startReason(hours, at), dayNumberAt(at)];
  const reason = why === 'CLOSED_DAY' ? reasonOn(hours, on) : undefined;
  const closed = counts === beyond ? [] : closedBetween(hours, on, counts);
  return {
    kind: 'START',
    at,
    why,
    day: localDay(counts === beyond ? on : counts),
    ...(reason ? { reason } : {}),
    ...(closed.length > 0 ? { closed } : {}),
  };
};

/** What is left of a stage that stands still, in its own unit. */
const leftOf = (count: StageCount): Left => {
  const left = count.open?.left ?? 0;
  switch (count.term.unit) {
    case 'WORKING_HOUR':
      return { unit: 'WORKING_MINUTE', amount: Math.round(left / MINUTE_MS) };
    case 'HOUR':
      return { unit: 'MINUTE', amount: Math.round(left / MINUTE_MS) };
    case 'CALENDAR_DAY':
    case 'WEEK':
    case 'MONTH':
    case 'YEAR':
      return { unit: 'CALENDAR_DAY', amount: left };
    case 'WORKING_DAY':
    case 'SAME_DAY':
      return { unit: 'WORKING_DAY', amount: left };
    default: {
      const never: never = count.term;
      return never;
    }
  }
};

/** A whole stage as what is left: after a reset nothing of it is used. */
const wholeOf = (count: StageCount): Left => leftOf({ ...count, open: { index: 0, left: count.amount } });

const stageSteps = (
  count: StageCount,
  holder: string,
  extra: number,
  interruptions: readonly Interruption[],
): readonly Step[] => {
  const hours = countsHours(count.term);
  const stage: Step = {
    kind: 'STAGE',
    holder,
    term: count.term,
    amount: count.amount,
    extra,
    afterDay: localDay(count.startDay),
    ...(hours ? { afterInstant: count.startAt } : {}),
    ...(count.open ? { waits: true } : {}),
  };
  // A part that was handed on before it could end: what it would still have counted says nothing.
  if (!count.open && count.dueDay === beyond) return [{ ...stage, waits: true }];
  if (!count.open) return [stage, ...(hours ? walkHours(count) : walkDays(count))];
  const since = interruptions[count.open.index]?.from ?? count.startAt;
  if (hours) return [stage, ...walkHours(count, since)];
  const used = count.amount - count.open.left;
  return [stage, ...(used > 0 ? walkDays(count, used) : [])];
};

const restarts = (segments: readonly Segment[]): readonly Step[] =>
  segments.flatMap(({ resetBy }, i) => {
    const next = segments[i + 1];
    return resetBy === undefined || !next
      ? []
      : [{ kind: 'RESTARTED' as const, interruption: resetBy, at: next.startAt }];
  });

/** The left of a suspended plan: the whole first stage after a reset, what is left of the stage at hand after a pause. */
export const leftOfPlan = ({ suspended }: Plan): Left | undefined => {
  if (!suspended) return undefined;
  return suspended.effect === 'RESET' ? wholeOf(suspended.at) : leftOf(suspended.at);
};

/** The interruptions with what each did and by which law. */
const appliedInterruptions = (term: RunningTerm): readonly AppliedInterruption[] =>
  (term.interruptions ?? []).map((interruption) => {
    const { effect, basis } = interruptionRuleOf(term.rule, interruption.reason);
    return { ...interruption, effect, basis: interruption.basis ?? basis };
  });

/** Each interruption is told: those that moved nothing too. */
const withoutEffect = (term: RunningTerm, plan: Plan, told: readonly Step[]): readonly Step[] => {
  const moved = new Set(told.map((step) => ('interruption' in step ? step.interruption : undefined)));
  return (term.interruptions ?? []).flatMap(({ reason, from }, interruption): Step[] => {
    if (moved.has(interruption) || plan.suspended?.index === interruption) return [];
    const runs = interruptionRuleOf(term.rule, reason).effect === 'RUNS';
    const why = runs ? 'RUNS' : beganAfterEnd(plan, from) ? 'TERM_OVER' : 'NO_TIME';
    return [{ kind: 'NO_EFFECT', interruption, why }];
  });
};

const holderOf = (plan: Plan, { place }: PlannedStage): string => plan.stages[place]?.holder ?? '';

const versionOf = (calendar: Calendar) => ({ id: calendar.id, layers: layerVersions(calendar) });

/** Dates that are found beside the plan. */
interface Beside {
  /** The end before an extension. */
  readonly original?: StageCount | undefined;
  /** Day number of the last day for what is awaited. */
  readonly closesAfter?: number | undefined;
}

/** Tells a counted plan as a proof. */
export const derive = (term: RunningTerm, plan: Plan, { original, closesAfter }: Beside): Derivation => {
  const interruptions = term.interruptions ?? [];
  const segment = plan.segments.at(-1) as Segment;
  const door = doorOfReceipt(term);
  // Real hours begin at once, by night and on days off too.
  const isReal = plan.stages.every(
    (stage, place) => waitsFor(stage, place).length > 0 || stage.term.unit === 'HOUR',
  );
  const startReadings: Readings = isReal ? { ...plan.readings, afterHours: 'DAY_OF_RECEIPT' } : plan.readings;
  const steps: Step[] = [
    startStep(term.calendar, term.receivedAt, startReadings, door),
    ...restarts(plan.segments),
  ];
  if (plan.segments.length > 1) {
    steps.push({ ...startStep(term.calendar, segment.startAt, startReadings, door), again: true });
  }
  const extended = plan.extended?.segment === plan.segments.length - 1 ? plan.extended : undefined;
  const left = leftOfPlan(plan);
  if (plan.suspended?.effect !== 'RESET') {
    const handOvers = handOversSince(term, segment.startAt, plan.readings);
    for (const count of segment.stages) {
      const { place } = count;
      const handed = handOvers[place - 1];
      if (handed) steps.push({ kind: 'HANDED_OVER', at: handed.at, to: handed.to });
      const extra = extended?.place === place ? extended.extra : 0;
      steps.push(...stageSteps(count, holderOf(plan, count), extra, interruptions));
    }
  }
  steps.push(...withoutEffect(term, plan, steps));
  if (plan.suspended && left) {
    const { index } = plan.suspended;
    steps.push({
      kind: 'WAITING',
      interruption: index,
      since: interruptions[index]?.from ?? segment.startAt,
      left,
      ...(closesAfter === undefined
        ? {}
        : { closesAfter: closesAfter === beyond ? 'BEYOND_CALENDAR' : localDay(closesAfter) }),
    });
  } else {
    const end = endOf(plan);
    if (workAtOnce(plan.stages)) {
      const isExact = countsHours(end.term);
      steps.push({ kind: 'LATEST', holder: holderOf(plan, end), day: localDay(end.dueDay), isExact });
    }
    const extension = term.extensions?.[0];
    if (extension && extended && original) {
      steps.push({ kind: 'EXTENDED', from: localDay(original.dueDay), to: localDay(end.dueDay), extension });
    }
    steps.push({ kind: 'DUE', day: localDay(end.dueDay), at: end.dueAt });
  }
  const calendars = term.calendars
    ? Object.fromEntries(
        Object.entries(term.calendars).map(([holder, calendar]) => [holder, versionOf(calendar)]),
      )
    : undefined;
  return {
    schema: 'lienthong.legal-clock/1',
    rule: term.rule,
    channel: term.channel,
    readings: plan.readings,
    receivedAt: term.receivedAt,
    calendar: versionOf(term.calendar),
    ...(calendars ? { calendars } : {}),
    interruptions: appliedInterruptions(term),
    extensions: term.extensions ?? [],
    handOvers: term.handOvers ?? [],
    steps,
  };
};
