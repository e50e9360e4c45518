import type { Calendar } from '../calendar/calendar.ts';
import { computeDueDate, type DueDate, type DueDay } from '../due-date.ts';
import { clockError } from '../errors.ts';
import { dayNumber, type Instant, localDay } from '../local-time.ts';
import { countsHours } from '../rule.ts';
import type { RunningTerm } from '../running-term.ts';
import type { Derivation, Step } from './derivation.ts';

type StageStep = Extract<Step, { kind: 'STAGE' }>;

const wrong = (i: number, message: string): never => {
  throw clockError('BAD_DERIVATION', `steps[${i}]`, message);
};

interface Cursor {
  /** The stage being counted, with what it still has to count. */
  stage: StageStep | undefined;
  rest: number;
  day: number;
  at: Instant | undefined;
  /** Where the stages before ended. */
  readonly ended: { readonly stage: StageStep; readonly day: number; readonly at: Instant | undefined }[];
}

const checkStageDone = (cursor: Cursor, i: number): void => {
  if (cursor.stage && !cursor.stage.waits && cursor.rest !== 0)
    wrong(i, `the stage before has ${cursor.rest} left to count`);
};

const endStage = (cursor: Cursor, i: number): void => {
  checkStageDone(cursor, i);
  if (cursor.stage) cursor.ended.push({ stage: cursor.stage, day: cursor.day, at: cursor.at });
};

/** Of stages at once the one that ends last goes on to the due date. */
const takeLatest = (cursor: Cursor, day: string, i: number): void => {
  endStage(cursor, i);
  const [latest] = cursor.ended.toSorted((a, b) => b.day - a.day || (b.at ?? 0) - (a.at ?? 0));
  if (!latest || localDay(latest.day) !== day) wrong(i, `the parts end on ${localDay(latest?.day ?? 0)}`);
  else {
    const same = cursor.ended.filter((one) => one.day === latest.day);
    // A day that ends at closing ends after every hour of it.
    const chosen = same.find((one) => one.at === undefined) ?? latest;
    Object.assign(cursor, { stage: chosen.stage, day: chosen.day, at: chosen.at });
  }
};

const enterStage = (cursor: Cursor, step: StageStep, i: number): void => {
  endStage(cursor, i);
  cursor.stage = step;
  cursor.rest = step.amount;
  cursor.day = dayNumber(step.afterDay, `steps[${i}].afterDay`);
  cursor.at = step.afterInstant;
};

const passDays = (cursor: Cursor, from: string, to: string, days: number, i: number): void => {
  const first = dayNumber(from, `steps[${i}].from`);
  const last = dayNumber(to, `steps[${i}].to`);
  if (first !== cursor.day + 1 || last - first + 1 !== days) {
    wrong(i, `${from} to ${to} does not follow ${localDay(cursor.day)} without gap`);
  }
  cursor.day = last;
};

const passStep = (cursor: Cursor, step: Step, i: number): void => {
  const hours = cursor.stage !== undefined && countsHours(cursor.stage.term);
  switch (step.kind) {
    case 'STAGE':
      enterStage(cursor, step, i);
      return;
    case 'COUNTED':
      passDays(cursor, step.from, step.to, step.days, i);
      cursor.rest -= step.days;
      return;
    case 'SKIPPED':
    case 'SUSPENDED':
      if (!hours) passDays(cursor, step.from, step.to, step.days, i);
      return;
    case 'MOVED':
      if (dayNumber(step.from) !== cursor.day) wrong(i, 'moves another day than the last one');
      cursor.day = dayNumber(step.to);
      return;
    case 'WORKED':
      if (cursor.at !== undefined && step.from < cursor.at) wrong(i, 'overlaps what was worked before');
      if (step.to - step.from !== step.ms) wrong(i, 'its length is not what it says');
      cursor.rest -= step.ms;
      cursor.at = step.to;
      cursor.day = dayNumber(localDay(Math.floor((step.to - 1 + 25_200_000) / 86_400_000)));
      return;
    case 'GIVEN_BACK': {
      const day = dayNumber(step.day, `steps[${i}].day`);
      if (cursor.rest !== 0) wrong(i, 'gives a day back before the last one was counted');
      if (day !== cursor.day + 1) wrong(i, 'gives another day back than the next one');
      cursor.day = day;
      return;
    }
    case 'HANDED_OVER':
      cursor.rest = 0;
      return;
    case 'LATEST':
      takeLatest(cursor, step.day, i);
      return;
    case 'START':
    case 'RESTARTED':
    case 'NO_EFFECT':
    case 'EXTENDED':
    case 'WAITING':
    case 'DUE':
      return;
    default: {
      const never: never = step;
      return never;
    }
  }
};

/**
 * Checks a proof with a pencil, without any calendar: every day between start and end is accounted for once, the
 * counted ones make up the term, and the last line follows from the ones before. Returns the date that the steps
 * lead to; undefined while the clock stands still. Throws `BAD_DERIVATION` with the step that does not follow.
 */
export const replayDerivation = (derivation: Derivation): DueDay | undefined => {
  const cursor: Cursor = { stage: undefined, rest: 0, day: 0, at: undefined, ended: [] };
  let due: DueDay | undefined;
  derivation.steps.forEach((step, i) => {
    if (step.kind === 'DUE') {
      checkStageDone(cursor, i);
      if (step.day !== localDay(cursor.day)) wrong(i, `the steps lead to ${localDay(cursor.day)}`);
      const isExact = cursor.stage !== undefined && countsHours(cursor.stage.term);
      if (cursor.at !== undefined && isExact && cursor.at !== step.at) {
        wrong(i, 'the steps lead to another time of day');
      }
      due = { dueDay: step.day, dueAt: step.at };
    } else passStep(cursor, step, i);
  });
  return due;
};

/** The running term that a derivation was made of, with calendars to count it by. */
export const termOf = (
  derivation: Derivation,
  calendar: Calendar,
  calendars?: RunningTerm['calendars'],
): RunningTerm => ({
  receivedAt: derivation.receivedAt,
  rule: derivation.rule,
  channel: derivation.channel,
  calendar,
  calendars,
  interruptions: derivation.interruptions.map(({ effect: _effect, ...interruption }) => interruption),
  extensions: derivation.extensions,
  handOvers: derivation.handOvers,
});

/** Counts a stored derivation again. With the calendar it was made with, the date is the same. */
export const recomputeDerivation = (
  derivation: Derivation,
  calendar: Calendar,
  calendars?: RunningTerm['calendars'],
): DueDate => computeDueDate(termOf(derivation, calendar, calendars));
