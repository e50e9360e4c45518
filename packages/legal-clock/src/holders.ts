import { beyond } from './calendar/horizon.ts';
import { calendarOf, endOf, planTerm, stopsOf } from './count/plan.ts';
import { countStage } from './count/stage.ts';
import type { DueDate, DueDay } from './due-date.ts';
import { type Instant, localDay, localDayAt } from './local-time.ts';
import { countsHours, type Stage, stagesFor, waitsFor, workAtOnce } from './rule.ts';
import type { HandOver, RunningTerm } from './running-term.ts';

/** One agency's part. Its own term counts from when it received the dossier, and never beyond the total. */
export interface HolderState {
  readonly holder: string;
  /** Holders before a merger, oldest first: the deadline is theirs. */
  readonly succeeded: readonly string[];
  readonly since?: Instant;
  readonly until?: Instant;
  readonly due?: DueDay;
  readonly state: 'NOT_STARTED' | 'HOLDING' | 'HOLDING_LATE' | 'SUSPENDED' | 'DONE' | 'DONE_LATE';
}

const lateAgainst = (stage: Stage, due: DueDay, at: Instant): boolean =>
  countsHours(stage.term) ? at > due.dueAt : localDayAt(at) > due.dueDay;

const ownDue = (
  term: RunningTerm,
  stage: Stage,
  since: Instant,
  total: DueDay | undefined,
): DueDay | undefined => {
  const plan = planTerm({ ...term, extensions: undefined });
  const stops = stopsOf(term).pauses;
  const count = countStage(
    calendarOf(term, stage),
    stage.term,
    { kind: 'AT', at: since, door: 'OFFICE' },
    stops,
    plan.readings,
  );
  if (count.open || count.dueDay === beyond) return undefined;
  const own = { dueDay: localDay(count.dueDay), dueAt: count.dueAt };
  const capped =
    plan.readings.handOver === 'FIXED_TOTAL' && total && !plan.suspended && own.dueAt > total.dueAt;
  return capped && endOf(plan).dueAt < own.dueAt ? total : own;
};

interface Holding {
  readonly since?: Instant | undefined;
  readonly until?: Instant | undefined;
  /** Who took it over, where a hand-over named somebody. */
  readonly named?: string | undefined;
}

/** One after the other: each hand-over ends one part and begins the next. */
const inTurn = (handOvers: readonly HandOver[], start: Instant, place: number): Holding => {
  const next = handOvers.filter(({ why }) => why === 'NEXT_STAGE');
  const handed = next[place - 1];
  return { since: place === 0 ? start : handed?.at, until: next[place]?.at, named: handed?.to };
};

/** At once: who waits for nobody has it from the start, the others from the hand-over that names them. */
const atOnce = (handOvers: readonly HandOver[], start: Instant, stage: Stage, place: number): Holding => {
  if (waitsFor(stage, place).length === 0) return { since: start };
  return { since: handOvers.find(({ why, to }) => why === 'NEXT_STAGE' && to === stage.holder)?.at };
};

/**
 * Who held the dossier, since when, until when, and whether in time. `term` is what was known at `at`. The first
 * holder has it from the receipt (from the resumption after a reset), the next from each hand-over.
 */
export const holdersAt = (
  term: RunningTerm,
  dueDate: DueDate,
  at: Instant,
  ended: boolean,
): readonly HolderState[] => {
  const stages = stagesFor(term.rule, term.channel);
  const restarted = dueDate.derivation.steps.findLast(({ kind }) => kind === 'RESTARTED');
  const start = restarted?.kind === 'RESTARTED' ? restarted.at : term.receivedAt;
  const handOvers = (term.handOvers ?? []).filter((handOver) => handOver.at >= start);
  const isAtOnce = workAtOnce(stages);
  return stages.map((stage, place): HolderState => {
    const {
      since,
      until,
      named = stage.holder,
    } = isAtOnce ? atOnce(handOvers, start, stage, place) : inTurn(handOvers, start, place);
    const mergers = handOvers.filter(
      (h) => h.why === 'SUCCESSION' && since !== undefined && h.at >= since && h.at < (until ?? Infinity),
    );
    const names = [named, ...mergers.map(({ to }) => to)];
    const about = { holder: names.at(-1) as string, succeeded: names.slice(0, -1) };
    const planned = dueDate.stages.find((one) => one.place === place);
    const plannedDue = planned && { dueDay: planned.dueDay, dueAt: planned.dueAt };
    const isPlanned = since === undefined || place === 0 || isAtOnce;
    const due = isPlanned ? plannedDue : ownDue(term, stage, since, dueDate.due);
    const own = { ...about, ...(due ? { due } : {}) };
    if (since === undefined) return { ...own, state: 'NOT_STARTED' };
    const over = until ?? (ended ? at : undefined);
    const held = { ...own, since, ...(over === undefined ? {} : { until: over }) };
    if (over !== undefined)
      return { ...held, state: due && lateAgainst(stage, due, over) ? 'DONE_LATE' : 'DONE' };
    if (dueDate.suspension) return { ...held, state: 'SUSPENDED' };
    return { ...held, state: due && lateAgainst(stage, due, at) ? 'HOLDING_LATE' : 'HOLDING' };
  });
};
