import { endOf, planTerm, stopsOf } from './count/plan.ts';
import { countStage } from './count/stage.ts';
import type { DueDate, DueDay } from './due-date.ts';
import { type Instant, localDay, localDayAt } from './local-time.ts';
import { stagesFor, type Stage } from './rule.ts';
import type { RunningTerm } from './running-term.ts';

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
  stage.term.unit === 'WORKING_HOUR' ? at > due.dueAt : localDayAt(at) > due.dueDay;

const ownDue = (
  term: RunningTerm,
  stage: Stage,
  since: Instant,
  total: DueDay | undefined,
): DueDay | undefined => {
  const plan = planTerm({ ...term, extensions: undefined });
  const calendar = term.calendars?.[stage.holder] ?? term.calendar;
  const stops = stopsOf(term).pauses;
  const count = countStage(calendar, stage.term, { kind: 'AT', at: since }, stops, plan.readings);
  if (count.open) return undefined;
  const own = { dueDay: localDay(count.dueDay), dueAt: count.dueAt };
  const capped =
    plan.readings.handOver === 'FIXED_TOTAL' && total && !plan.suspended && own.dueAt > total.dueAt;
  return capped && endOf(plan).dueAt < own.dueAt ? total : own;
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
  const received: Instant[] = [start, ...handOvers.flatMap((h) => (h.why === 'NEXT_STAGE' ? [h.at] : []))];
  return stages.map((stage, i): HolderState => {
    const since = received[i];
    const until = received[i + 1] ?? (ended ? at : undefined);
    const mergers = handOvers.filter(
      (h) =>
        h.why === 'SUCCESSION' &&
        since !== undefined &&
        h.at >= since &&
        h.at < (received[i + 1] ?? Infinity),
    );
    const named =
      i === 0 ? stage.holder : (handOvers.filter((h) => h.why === 'NEXT_STAGE')[i - 1]?.to ?? stage.holder);
    const names = [named, ...mergers.map(({ to }) => to)];
    const holder = names.at(-1) as string;
    const succeeded = names.slice(0, -1);
    const planned = dueDate.stages[i];
    const plannedDue = planned && { dueDay: planned.dueDay, dueAt: planned.dueAt };
    const due = since === undefined || i === 0 ? plannedDue : ownDue(term, stage, since, dueDate.due);
    if (since === undefined) return { holder, succeeded, ...(due ? { due } : {}), state: 'NOT_STARTED' };
    const held = {
      holder,
      succeeded,
      since,
      ...(until === undefined ? {} : { until }),
      ...(due ? { due } : {}),
    };
    if (until !== undefined)
      return { ...held, state: due && lateAgainst(stage, due, until) ? 'DONE_LATE' : 'DONE' };
    if (dueDate.suspension) return { ...held, state: 'SUSPENDED' };
    return { ...held, state: due && lateAgainst(stage, due, at) ? 'HOLDING_LATE' : 'HOLDING' };
  });
};
