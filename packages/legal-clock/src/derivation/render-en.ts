import type { DayReason } from '../calendar/layer.ts';
import { localDayAt } from '../local-time.ts';
import type { Channel, InterruptionReason, Term } from '../rule.ts';
import type { Derivation, Left, StartReason, Step } from './derivation.ts';
import { gather, type Told, toldLimit } from './gather.ts';
import { lawEn } from './law.ts';
import {
  capital,
  dateText,
  dayAfter,
  dayEn,
  distinct,
  minutesEn,
  momentEn,
  plural,
  rangeText,
  timeText,
} from './words.ts';

const channels: Record<Channel, string> = {
  COUNTER: 'handed in at the counter',
  ONLINE: 'filed online',
  POST: 'sent by public post',
};

/** The reasons for waiting. */
export const interruptionEn: Record<InterruptionReason, string> = {
  SUPPLEMENT: 'waiting for missing papers',
  FEE: 'waiting for a payment',
  OTHER_AGENCY: 'waiting for another agency',
  THIRD_PARTY: "waiting for a third party's view",
  OTHER: 'stopped',
};

const provisional = (reason: DayReason): string => (reason.status === 'PROVISIONAL' ? ', provisional' : '');
const reasonText = (reason: DayReason): string => `${reason.name} (${reason.source}${provisional(reason)})`;

const clear = (term: Term): string =>
  'firstDay' in term && term.firstDay === 'CLEAR' ? ', due on the day after' : '';

/** A term in words: `5 working days`. */
export const termEn = (term: Term): string => {
  switch (term.unit) {
    case 'WORKING_DAY':
      return `${plural(term.amount, term.firstDay === 'CLEAR' ? 'clear working day' : 'working day')}${clear(term)}`;
    case 'CALENDAR_DAY':
      return `${plural(term.amount, term.firstDay === 'CLEAR' ? 'clear day' : 'day')}${clear(term)}`;
    case 'WORKING_HOUR':
      return minutesEn(Math.round(term.amount * 60));
    case 'SAME_DAY':
      return `the same day if received by ${term.cutoff}`;
    default: {
      const never: never = term;
      return never;
    }
  }
};

/** What is left, in words: `2 working days`. */
export const leftEn = (left: Left): string => {
  switch (left.unit) {
    case 'WORKING_DAY':
      return left.amount === 0 ? 'the last day of the term' : plural(left.amount, 'working day');
    case 'CALENDAR_DAY':
      return left.amount === 0 ? 'the last day of the term' : plural(left.amount, 'day');
    case 'WORKING_MINUTE':
      return minutesEn(left.amount);
    default: {
      const never: never = left.unit;
      return never;
    }
  }
};

const waitOf = (index: number, { interruptions, rule }: Derivation): { waiting: string; basis: string } => {
  const { reason, basis } = interruptions[index] ?? { reason: 'OTHER' as const, basis: '' };
  const limit = toldLimit(rule, reason);
  const most = limit && plural(limit.amount, limit.unit === 'WORKING_DAY' ? 'working day' : 'day');
  return { waiting: `${interruptionEn[reason]}${most ? `, ${most} at most` : ''}`, basis };
};

const startText = (step: Extract<Step, { kind: 'START' }>, derivation: Derivation): string => {
  const restarted = derivation.steps.findLast(({ kind }) => kind === 'RESTARTED');
  const waited =
    restarted?.kind === 'RESTARTED' ? derivation.interruptions[restarted.interruption] : undefined;
  const resumed = waited?.reason === 'SUPPLEMENT' ? 'Completed' : 'Resumed';
  const closed = step.reason?.kind === 'WEEKEND' ? 'a weekly rest day' : `a closed day: ${step.reason?.name}`;
  const why: Record<StartReason, string> = {
    IN_HOURS: 'in office hours',
    BEFORE_OPENING: 'before opening',
    IN_BREAK: 'in the lunch break',
    AFTER_CLOSING: 'after closing',
    CLOSED_DAY: closed,
  };
  const same = step.day === localDayAt(step.at);
  const counted = same ? '' : `, counts as received on the next working day, ${dayEn(step.day)}`;
  return `${step.again ? resumed : 'Received'} at ${momentEn(step.at)} (${why[step.why]})${counted}.`;
};

const stageText = (step: Extract<Step, { kind: 'STAGE' }>): string => {
  const head = `${step.holder}: ${termEn(step.term)}`;
  if (step.afterInstant !== undefined) {
    return `${head}, counted from ${momentEn(step.afterInstant)} (${lawEn.firstHour}).`;
  }
  if (step.term.unit === 'SAME_DAY' || step.term.unit === 'WORKING_HOUR') return `${head}.`;
  if (step.term.firstDay === 'SAME_DAY')
    return `${head}, counted from ${dayEn(dayAfter(step.afterDay))}, that day included.`;
  return `${head}, counted from the day after ${dayEn(step.afterDay)} (the first day is not counted, ${lawEn.firstDay}).`;
};

const sumText = ({ first, last, stage, days, minutes }: Extract<Told, { kind: 'SUM' }>): string => {
  if (first?.kind === 'WORKED' && last?.kind === 'WORKED') {
    return `Counted ${minutesEn(Math.round(minutes))}, from ${momentEn(first.from)} to ${momentEn(last.to)}.`;
  }
  if (first?.kind !== 'COUNTED' || last?.kind !== 'COUNTED') return 'No day counted yet.';
  const counted = `Counted ${plural(days, stage.term.unit === 'CALENDAR_DAY' ? 'day' : 'working day')}`;
  if (first.from === last.to) return `${counted}: ${dayEn(first.from)}.`;
  return `${counted}, from ${dayEn(first.from)} to ${dayEn(last.to)}.`;
};

const dueText = (step: Extract<Step, { kind: 'DUE' }>, { steps }: Derivation): string => {
  const stage = steps.findLast(({ kind }) => kind === 'STAGE');
  const exact = stage?.kind === 'STAGE' && stage.term.unit === 'WORKING_HOUR';
  return exact
    ? `Due by ${timeText(step.at)} ${dayEn(step.day)}.`
    : `Due by the end of ${dayEn(step.day)} (${timeText(step.at)}).`;
};

const tell = (told: Told, derivation: Derivation): string => {
  switch (told.kind) {
    case 'START':
      return startText(told, derivation);
    case 'STAGE':
      return stageText(told);
    case 'WEEKENDS':
      return `Not counted, ${plural(told.days, 'weekly rest day')}: ${told.stretches.map(({ from, to }) => rangeText(from, to)).join(', ')}.`;
    case 'SKIPPED':
      return `Not counted ${rangeText(told.from, told.to)}: ${reasonText(told.reason)}.`;
    case 'MADE_UP':
      return `Counted ${dayEn(told.step.from)}: ${told.step.makeUp ? reasonText(told.step.makeUp) : ''}.`;
    case 'SUSPENDED': {
      const { waiting, basis } = waitOf(told.interruption, derivation);
      const when = told.between
        ? `from ${momentEn(told.between.from)} to ${momentEn(told.between.to)}`
        : rangeText(told.from, told.to);
      return `Not counted ${when}: ${waiting} (${basis}).`;
    }
    case 'SUM':
      return sumText(told);
    case 'MOVED': {
      const why = distinct(told.reasons.map(({ name }) => name)).join(', ');
      return `The last day, ${dayEn(told.from)}, is closed (${why}), so the term ends on the next working day, ${dayEn(told.to)} (${lawEn.closedLastDay}).`;
    }
    case 'GIVEN_BACK':
      return `Stopped on its last day, which comes back on ${dayEn(told.day)}.`;
    case 'HANDED_OVER':
      return `Handed over to ${told.to} at ${momentEn(told.at)}; the next part counts from then.`;
    case 'RESTARTED': {
      const { waiting, basis } = waitOf(told.interruption, derivation);
      return `${capital(waiting)} until ${momentEn(told.at)}; from then the term is counted anew (${basis}).`;
    }
    case 'NO_EFFECT': {
      const { waiting, basis } = waitOf(told.interruption, derivation);
      const since = momentEn(derivation.interruptions[told.interruption]?.from ?? derivation.receivedAt);
      const effect = {
        RUNS: `counted all the same (${basis})`,
        TERM_OVER: 'the term was over, so the date does not move',
        NO_TIME: 'takes no time of the term',
      };
      return `${capital(waiting)} since ${since}: ${effect[told.why]}.`;
    }
    case 'EXTENDED':
      return `With apology moved from ${dayEn(told.from)} to ${dayEn(told.to)}: ${told.extension.reason} (${lawEn.extension}).`;
    case 'WAITING': {
      const { waiting, basis } = waitOf(told.interruption, derivation);
      const anew = derivation.interruptions[told.interruption]?.effect === 'RESET';
      const left = anew ? `to be counted anew: ${leftEn(told.left)}` : `left: ${leftEn(told.left)}`;
      return `${capital(waiting)} since ${momentEn(told.since)} (${basis}); no due date now, ${left}.`;
    }
    case 'DUE':
      return dueText(told, derivation);
    default: {
      const never: never = told;
      return never;
    }
  }
};

/** The proof in English, line by line the same as the Vietnamese one. */
export const renderEn = (derivation: Derivation): readonly string[] => {
  const { rule, channel, steps } = derivation;
  const version = rule.version === rule.validFrom ? '' : `, version ${rule.version}`;
  const head = `By ${rule.source}: ${rule.title}, ${channels[channel]} (rule ${rule.id}${version}, in force from ${dateText(rule.validFrom)}).`;
  return [head, ...gather(steps).map((told) => tell(told, derivation))];
};
