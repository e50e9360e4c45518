import type { DayReason } from '../calendar/layer.ts';
import { localDayAt } from '../local-time.ts';
import type { Channel, InterruptionReason, Term } from '../rule.ts';
import type { Derivation, Left, StartReason, Step } from './derivation.ts';
import { gather, type Told } from './gather.ts';
import { dateText, dayEn, minutesEn, momentEn, plural, rangeText, timeText } from './words.ts';

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

/** A term in words: `5 working days`. */
export const termEn = (term: Term): string => {
  switch (term.unit) {
    case 'WORKING_DAY':
      return plural(term.amount, 'working day');
    case 'CALENDAR_DAY':
      return plural(term.amount, 'day');
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

const startText = (step: Extract<Step, { kind: 'START' }>): string => {
  const why: Record<StartReason, string> = {
    IN_HOURS: 'in office hours',
    BEFORE_OPENING: 'before opening',
    IN_BREAK: 'in the lunch break',
    AFTER_CLOSING: 'after closing',
    CLOSED_DAY: `a closed day${step.reason ? `: ${step.reason.name}` : ''}`,
  };
  const counted =
    step.day === localDayAt(step.at)
      ? ''
      : `, counts as received on the next working day, ${dayEn(step.day)}`;
  return `${step.again ? 'Completed' : 'Received'} at ${momentEn(step.at)} (${why[step.why]})${counted}.`;
};

const stageText = (step: Extract<Step, { kind: 'STAGE' }>): string => {
  const head = `${step.holder}: ${termEn(step.term)}`;
  if (step.afterInstant !== undefined) return `${head}, counted from ${momentEn(step.afterInstant)}.`;
  if (step.term.unit === 'SAME_DAY' || step.term.unit === 'WORKING_HOUR') return `${head}.`;
  const law =
    step.term.firstDay === 'SAME_DAY' ? '' : ' (the first day is not counted, Civil Code 2015 Art. 147)';
  return `${head}, counted after ${dayEn(step.afterDay)}${law}.`;
};

const sumText = (told: Extract<Told, { kind: 'SUM' }>): string => {
  const { first, last, stage } = told;
  if (first?.kind === 'WORKED' && last?.kind === 'WORKED') {
    return `Counted ${minutesEn(Math.round(told.minutes))}, from ${momentEn(first.from)} to ${momentEn(last.to)}.`;
  }
  if (first?.kind !== 'COUNTED' || last?.kind !== 'COUNTED') return 'No day counted yet.';
  const unit = stage.term.unit === 'CALENDAR_DAY' ? 'day' : 'working day';
  return `Counted ${plural(told.days, unit)}, from ${dayEn(first.from)} to ${dayEn(last.to)}.`;
};

const tell = (told: Told, derivation: Derivation): string => {
  switch (told.kind) {
    case 'START':
      return startText(told);
    case 'STAGE':
      return stageText(told);
    case 'WEEKENDS':
      return `Not counted, ${plural(told.days, 'weekly rest day')}: ${told.stretches.map(({ from, to }) => rangeText(from, to)).join(', ')}.`;
    case 'SKIPPED':
      return `Not counted ${rangeText(told.from, told.to)}: ${reasonText(told.reason)}.`;
    case 'MADE_UP':
      return `Counted ${dayEn(told.step.from)}: ${told.step.makeUp ? reasonText(told.step.makeUp) : ''}.`;
    case 'SUSPENDED': {
      const { reason, basis } = derivation.interruptions[told.interruption] ?? {
        reason: 'OTHER' as const,
        basis: '',
      };
      return `Not counted ${rangeText(told.from, told.to)}: ${interruptionEn[reason]} (${basis}).`;
    }
    case 'SUM':
      return sumText(told);
    case 'MOVED': {
      const why = told.reasons.map(({ name }) => name).join(', ');
      return `The last day ${dayEn(told.from)} is closed (${why}), so it moves to ${dayEn(told.to)} (Civil Code 2015 Art. 148.5).`;
    }
    case 'RESTARTED': {
      const { reason, basis } = derivation.interruptions[told.interruption] ?? {
        reason: 'OTHER' as const,
        basis: '',
      };
      return `After ${interruptionEn[reason]} until ${momentEn(told.at)} the term is counted anew (${basis}).`;
    }
    case 'EXTENDED':
      return `With apology moved from ${dayEn(told.from)} to ${dayEn(told.to)}: ${told.extension.reason} (NĐ 118/2025/NĐ-CP Art. 19.6).`;
    case 'WAITING': {
      const { reason, basis } = derivation.interruptions[told.interruption] ?? {
        reason: 'OTHER' as const,
        basis: '',
      };
      return `${interruptionEn[reason].replace(/^./, (c) => c.toUpperCase())} since ${momentEn(told.since)} (${basis}); no due date now, left: ${leftEn(told.left)}.`;
    }
    case 'DUE':
      return `Due by the end of ${dayEn(told.day)} (${timeText(told.at)}).`;
    default: {
      const never: never = told;
      return never;
    }
  }
};

/** The proof in English, line by line the same as the Vietnamese one. */
export const renderEn = (derivation: Derivation): readonly string[] => {
  const { rule, channel, steps } = derivation;
  const head = `By ${rule.source}: ${rule.title}, ${channels[channel]} (rule ${rule.id}, version ${rule.version}, in force from ${dateText(rule.validFrom)}).`;
  return [head, ...gather(steps).map((told) => tell(told, derivation))];
};
