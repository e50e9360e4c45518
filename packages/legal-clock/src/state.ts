import { type Classification, classify } from './classify.ts';
import { computeDueDate, type DueDate, type DueDay, type Suspension } from './due-date.ts';
import { counterCalendar } from './count/plan.ts';
import { clockOf } from './count/stage.ts';
import { clockError } from './errors.ts';
import { type HolderState, holdersAt } from './holders.ts';
import { type Instant, localDayAt } from './local-time.ts';
import { countsHours } from './rule.ts';
import type { RunningTerm } from './running-term.ts';
import { type Light, type Standing, standingAt } from './standing.ts';

/** How a dossier ended. `WITHDRAWN` and `STOPPED` are out of the on-time ratio (NĐ 118/2025 Art. 21). */
export interface Ending {
  readonly kind: 'FINISHED' | 'WITHDRAWN' | 'STOPPED' | 'CLOSED';
  readonly at: Instant;
}

/** Where a dossier stands. */
export type StateName =
  | 'NOT_STARTED'
  | 'RUNNING'
  | 'DUE_TODAY'
  | 'LATE'
  | 'SUSPENDED'
  /** The supplement did not come in time: the counter closes the dossier. */
  | 'TO_BE_CLOSED'
  | 'FINISHED_EARLY'
  | 'FINISHED_ON_TIME'
  | 'FINISHED_LATE'
  | 'WITHDRAWN'
  | 'STOPPED'
  | 'CLOSED';

/** The state with what a list shows beside it. Days are working days of the counter, minutes its working time or, for a term in real hours, real. */
export interface State extends Partial<Omit<Standing, 'state' | 'light'>> {
  readonly state: StateName;
  readonly light: Light;
  readonly original?: DueDay;
  readonly suspension?: Suspension;
  readonly classification?: Classification;
  readonly holders: readonly HolderState[];
}

/** The running term as it was known at an instant: nothing that happened later. */
const knownAt = (term: RunningTerm, at: Instant): RunningTerm => ({
  ...term,
  interruptions: (term.interruptions ?? [])
    .filter(({ from }) => from <= at)
    .map((interruption) => {
      const prolonged = interruption.prolonged?.filter((step) => step.at <= at);
      const to = interruption.to !== undefined && interruption.to > at ? undefined : interruption.to;
      return { ...interruption, to, prolonged };
    }),
  extensions: (term.extensions ?? []).filter((extension) => extension.at <= at),
  handOvers: (term.handOvers ?? []).filter((handOver) => handOver.at <= at),
});

const finished = (
  term: RunningTerm,
  dueDate: DueDate,
  ending: Ending,
): Pick<State, 'state' | 'light' | 'classification'> => {
  switch (ending.kind) {
    case 'FINISHED': {
      const classification = classify(term, dueDate, ending.at);
      const names = { EARLY: 'FINISHED_EARLY', ON_TIME: 'FINISHED_ON_TIME', LATE: 'FINISHED_LATE' } as const;
      const late = classification.outcome === 'LATE';
      return { state: names[classification.outcome], light: late ? 'RED' : 'GREEN', classification };
    }
    case 'WITHDRAWN':
    case 'STOPPED':
    case 'CLOSED':
      return { state: ending.kind, light: 'GREY' };
    default: {
      const never: never = ending.kind;
      return never;
    }
  }
};

/**
 * The state of a dossier at an instant, from what was known then. Working time is the counter's. A day term is late
 * from the day after its due day; between closing and midnight of that day it is still due today. A dossier said to be
 * finished while its clock stands still has no date to be judged by and stays `SUSPENDED`. Refuses (`BAD_END`) an ending
 * before the receipt.
 */
export const stateAt = (term: RunningTerm, at: Instant, ending?: Ending): State => {
  if (ending && ending.at < term.receivedAt) throw clockError('BAD_END', 'ending.at', 'before the receipt');
  if (at < term.receivedAt) return { state: 'NOT_STARTED', light: 'GREY', holders: [] };
  const over = ending && ending.at <= at ? ending : undefined;
  const instant = over?.at ?? at;
  const known = knownAt(term, instant);
  const dueDate = computeDueDate(known);
  const holders = holdersAt(known, dueDate, instant, over !== undefined);
  const { due, original, suspension } = dueDate;
  const dates = { ...(due ? { due } : {}), ...(original ? { original } : {}) };
  if (over && (over.kind !== 'FINISHED' || due))
    return { ...dates, ...finished(known, dueDate, over), holders };
  if (suspension || !due) {
    const closes = suspension?.closesAfter;
    const lapsed = closes !== undefined && localDayAt(instant) > closes;
    return {
      state: lapsed ? 'TO_BE_CLOSED' : 'SUSPENDED',
      light: lapsed ? 'RED' : 'GREY',
      suspension,
      holders,
    };
  }
  const calendar = counterCalendar(known);
  const { upTo } = clockOf(calendar, dueDate.decidedBy);
  return {
    ...standingAt({ due, isExact: countsHours(dueDate.decidedBy), calendar, upTo }, instant),
    ...dates,
    holders,
  };
};
