import { computeDueDate, dayNumber, replayDerivation, type RunningTerm } from '../../src/index.ts';
import { naiveDueDate } from './naive.ts';
import { bothCalendars, createRandom, randomTerm } from './random-case.ts';

export interface Agreement {
  readonly cases: number;
  readonly due: number;
  readonly suspended: number;
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

/** Counts random terms with both implementations and checks each proof with a pencil. */
export const compareWithNaive = (seed: number, cases: number): Agreement => {
  const random = createRandom(seed);
  const places = bothCalendars();
  const disagreements: string[] = [];
  let due = 0;
  let suspended = 0;
  for (let i = 0; i < cases; i += 1) {
    const { calendar, naive } = random.pick(places);
    const term = randomTerm(random, calendar);
    const ours = computeDueDate(term);
    const theirs = naiveDueDate(term, naive);
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
  return { cases, due, suspended, disagreements };
};
