import {
  computeDueDate,
  dayNumber,
  isClockError,
  replayDerivation,
  type RunningTerm,
} from '../../src/index.ts';
import { naiveDueDate } from './naive.ts';
import { bothCalendars, createRandom, randomTerm } from './random-case.ts';

export interface Agreement {
  readonly cases: number;
  readonly due: number;
  readonly suspended: number;
  /** What lies beyond the calendar in both. */
  readonly beyond: number;
  readonly disagreements: readonly string[];
}

const describe = (term: RunningTerm): string => {
  const at = (instant: number | undefined): string =>
    instant === undefined ? '…' : new Date(instant + 25_200_000).toISOString().slice(0, 16);
  const waits = (term.interruptions ?? []).map(
    ({ reason, from, to }) => `${reason} ${at(from)} to ${at(to)}`,
  );
  const rule = JSON.stringify([term.rule.terms.ANY, term.rule.interruptions, term.rule.readings]);
  return `${term.calendar.id}, received ${at(term.receivedAt)}, ${rule}, ${waits.join('; ')}`;
};

/** An answer that would have to name what lies beyond the calendar is none. */
const inCalendar = <T>(count: () => T): T | undefined => {
  try {
    return count();
  } catch (error) {
    if (isClockError(error) && error.code === 'BEYOND_CALENDAR') return undefined;
    if (error instanceof Error && error.message === 'beyond the naive calendar') return undefined;
    throw error;
  }
};

/** Counts random terms with both implementations and checks each proof with a pencil. */
export const compareWithNaive = (seed: number, cases: number): Agreement => {
  const random = createRandom(seed);
  const places = bothCalendars();
  const disagreements: string[] = [];
  let due = 0;
  let suspended = 0;
  let beyond = 0;
  for (let i = 0; i < cases; i += 1) {
    const { calendar, naive } = random.pick(places);
    const term = randomTerm(random, calendar);
    const theirs = inCalendar(() => naiveDueDate(term, naive));
    const ours = inCalendar(() => computeDueDate(term));
    if (
      ours === undefined ||
      theirs === undefined ||
      (theirs.kind === 'DUE' && !Number.isFinite(theirs.day))
    ) {
      beyond += 1;
      if (ours !== undefined)
        disagreements.push(`case ${i}: ${describe(term)}: the second count leaves the calendar`);
      continue;
    }
    if (ours.due) due += 1;
    else suspended += 1;
    const replayed = replayDerivation(ours.derivation);
    const same =
      theirs.kind === 'DUE'
        ? ours.due?.dueAt === (theirs.minute - 420) * 60_000 && dayNumber(ours.due.dueDay) === theirs.day
        : ours.suspension?.interruption === theirs.index;
    const proved = replayed?.dueDay === ours.due?.dueDay && replayed?.dueAt === ours.due?.dueAt;
    if (!same || !proved) {
      const got = JSON.stringify(ours.due ?? ours.suspension);
      disagreements.push(
        `case ${i}: ${describe(term)}: ${got}, naive ${JSON.stringify(theirs)}, proved ${proved}`,
      );
    }
  }
  return { cases, due, suspended, beyond, disagreements };
};
