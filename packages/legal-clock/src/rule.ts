import { clockError } from './errors.ts';
import { HOUR_MS, type LocalDay, MINUTE_MS, dayNumber, timeOfDay } from './local-time.ts';

/** How a dossier came in; terms may differ by it (1.013978: online 17, post 20, counter 27 working days). */
export type Channel = 'COUNTER' | 'ONLINE' | 'POST';

/**
 * Which day is day one. `NEXT_DAY`: the day of receipt is not counted (Civil Code 2015 Art. 147, the law's default).
 * `SAME_DAY`: a sector rule counts it. `CLEAR`: only whole days between, so the term ends one day later.
 */
export type FirstDay = 'NEXT_DAY' | 'SAME_DAY' | 'CLEAR';

/** How long something may take. Days are whole numbers from 1. */
export type Term =
  | { readonly unit: 'WORKING_DAY'; readonly amount: number; readonly firstDay?: FirstDay }
  | { readonly unit: 'CALENDAR_DAY'; readonly amount: number; readonly firstDay?: FirstDay }
  /** To the day of the same name or number, whole numbers from 1 (Civil Code 2015 Art. 148.3–4). */
  | { readonly unit: 'WEEK' | 'MONTH' | 'YEAR'; readonly amount: number }
  /** Office hours, fractions to the minute. */
  | { readonly unit: 'WORKING_HOUR'; readonly amount: number }
  /** Hours of the clock on the wall, by night and on days off too, fractions to the minute. */
  | { readonly unit: 'HOUR'; readonly amount: number }
  /** The same working day if received by `cutoff` (15:00 sharp is still by 15:00), else the next working day. */
  | { readonly unit: 'SAME_DAY'; readonly cutoff: string };

/** Whether a term ends at an exact instant. */
export const countsHours = ({ unit }: Pick<Term, 'unit'>): boolean =>
  unit === 'WORKING_HOUR' || unit === 'HOUR';

/** Whether a term runs on closed days and ends with a day. */
export const isInDaysOfCalendar = ({ unit }: Pick<Term, 'unit'>): boolean =>
  unit === 'CALENDAR_DAY' || unit === 'WEEK' || unit === 'MONTH' || unit === 'YEAR';

/** One agency's share of a procedure. `holder` is free: a role (`COUNTER`) or a unit key. */
export interface Stage {
  readonly holder: string;
  readonly term: Term;
  /**
   * Places of the stages that have to be done first; the one before where it is absent, none where it is empty. Agencies that work at
   * once are one dossier, whose term is the longest way through them (NĐ 118/2025/NĐ-CP Art. 20.2b).
   */
  readonly after?: readonly number[];
}

/** Whether some stages work at once, and not each after the one before. */
export const workAtOnce = (stages: readonly Stage[]): boolean =>
  stages.some((stage, at) => waitsFor(stage, at).join() !== (at === 0 ? '' : String(at - 1)));

/** The stages that one waits for. */
export const waitsFor = ({ after }: Stage, at: number): readonly number[] =>
  after ?? (at === 0 ? [] : [at - 1]);

/** `RESET`: the term is counted anew from the end. `PAUSE`: the time between is not counted. `RUNS`: it is. */
export type InterruptionEffect = 'RESET' | 'PAUSE' | 'RUNS';

/** Why a clock stands still: papers, money, another agency, a third party's view, else. */
export type InterruptionReason = 'SUPPLEMENT' | 'FEE' | 'OTHER_AGENCY' | 'THIRD_PARTY' | 'OTHER';

/** A length of time in days, counted from the day after. */
export interface Length {
  readonly unit: 'WORKING_DAY' | 'CALENDAR_DAY';
  readonly amount: number;
}

/** What the rule says about one reason for stopping the clock. */
export interface InterruptionRule {
  readonly effect: InterruptionEffect;
  readonly basis: string;
  /** The notice must be out this long after receipt at the latest; later ones are a finding, not a refusal. */
  readonly noticeWithin?: Length;
  /** How long the clock may stand still. */
  readonly atMost?: Length;
  /** What happens then: the counter closes the dossier, or the clock goes on by itself. */
  readonly afterMost?: 'CLOSES' | 'RESUMES';
}

/** Where the law has two readings, both are here by name and the rule chooses. The first is the default. */
export interface Readings {
  /**
   * Received on a closed day or after closing: as if at the next opening (TT 87/2021/TT-BTC Art. 10 says so for the
   * Treasury, practice for all), or on the day it happened (NĐ 118/2025 has no sentence moving it).
   */
  readonly afterHours: 'NEXT_OPENING' | 'DAY_OF_RECEIPT';
  /** The clock stops on the last day itself: the day comes back when it goes on, or it is used up (Art. 147.2 strictly). */
  readonly stopOnLastDay: 'GIVES_DAY_BACK' | 'DAY_IS_USED';
  /** The last day ends when the office closes (a product's choice), or at 24:00 (Civil Code Art. 148.6). */
  readonly dayEnds: 'AT_CLOSING' | 'AT_MIDNIGHT';
  /** A calendar-day term that ends on a closed day moves to the next open one (Art. 148.5), or a sector rule keeps it. */
  readonly closedLastDay: 'MOVES_ON' | 'STAYS';
  /**
   * Working days are those of the office: Saturday service is work on a day off (NĐ 118/2025 Art. 11.3c), and no counter's closed weekday
   * lengthens a term. No text defines it outright, so there is the other reading: the days on which the counter opens.
   */
  readonly workingDays: 'OF_OFFICE' | 'OF_COUNTER';
  /** A hand-over leaves the total as it is, or the next agency's term counts from when it received. */
  readonly handOver: 'FIXED_TOTAL' | 'FROM_HAND_OVER';
}

/** One version of a procedure's time rule. Data, dated; a dossier keeps the version of its receipt. */
export interface Rule {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** The law or decision that sets the term. */
  readonly source: string;
  readonly validFrom: LocalDay;
  readonly lastDay?: LocalDay;
  /** Stages by channel; `ANY` serves the channels not named. */
  readonly terms: Partial<Record<Channel | 'ANY', readonly Stage[]>>;
  readonly interruptions?: Partial<Record<InterruptionReason, InterruptionRule>>;
  readonly readings?: Partial<Readings>;
}

/** The readings that hold where a rule names none. */
export const defaultReadings: Readings = {
  afterHours: 'NEXT_OPENING',
  stopOnLastDay: 'GIVES_DAY_BACK',
  dayEnds: 'AT_CLOSING',
  closedLastDay: 'MOVES_ON',
  workingDays: 'OF_OFFICE',
  handOver: 'FIXED_TOTAL',
};

/**
 * The law's defaults: NĐ 118/2025 Art. 19.5 for a supplement during processing. Asking others for their view lies inside the term
 * (Art. 19.4), so it stops nothing unless a sector rule says so, with its source.
 */
export const defaultInterruptions: Record<InterruptionReason, InterruptionRule> = {
  SUPPLEMENT: {
    effect: 'RESET',
    basis: 'khoản 5 Điều 19 NĐ 118/2025/NĐ-CP',
    noticeWithin: { unit: 'WORKING_DAY', amount: 3 },
    atMost: { unit: 'CALENDAR_DAY', amount: 15 },
    afterMost: 'CLOSES',
  },
  FEE: {
    effect: 'PAUSE',
    basis: 'quy định của thủ tục về nghĩa vụ tài chính',
  },
  OTHER_AGENCY: { effect: 'RUNS', basis: 'khoản 4 Điều 19 NĐ 118/2025/NĐ-CP' },
  THIRD_PARTY: { effect: 'RUNS', basis: '' },
  OTHER: { effect: 'RUNS', basis: '' },
};

/** The readings of a rule, defaults filled in. */
export const readingsOf = (rule: Rule): Readings =>
  rule.readings ? { ...defaultReadings, ...rule.readings } : defaultReadings;

/** What the rule, or else the law's default, says about a reason. */
export const interruptionRuleOf = (rule: Rule, reason: InterruptionReason): InterruptionRule =>
  rule.interruptions?.[reason] ?? defaultInterruptions[reason];

/** The stages for a channel. Refuses a channel for which the rule has no term: no silent default. */
export const stagesFor = (rule: Rule, channel: Channel): readonly Stage[] => {
  const stages = rule.terms[channel] ?? rule.terms.ANY;
  if (!stages)
    throw clockError('NO_TERM_FOR_CHANNEL', `${rule.id}@${rule.version}.terms`, `no term for ${channel}`);
  return stages;
};

/** Hours are written in fractions, and a third of an hour is no exact number. */
const wholeMinutes = (hours: number): boolean => {
  const minutes = (hours * HOUR_MS) / MINUTE_MS;
  return Math.abs(minutes - Math.round(minutes)) < 1e-6;
};

const refuseTerm = (term: Term, place: string): void => {
  switch (term.unit) {
    case 'SAME_DAY':
      timeOfDay(term.cutoff, `${place}.cutoff`);
      return;
    case 'WORKING_HOUR':
    case 'HOUR':
      if (!(term.amount > 0) || !wholeMinutes(term.amount)) {
        throw clockError('BAD_TERM', `${place}.amount`, 'hours are more than zero, in whole minutes');
      }
      return;
    case 'WEEK':
    case 'MONTH':
    case 'YEAR':
      if (!Number.isInteger(term.amount) || term.amount < 1) {
        throw clockError(
          'BAD_TERM',
          `${place}.amount`,
          `${String(term.amount)} is not a whole number from 1`,
        );
      }
      return;
    case 'WORKING_DAY':
    case 'CALENDAR_DAY':
      if (!Number.isInteger(term.amount) || term.amount < 1) {
        throw clockError(
          'BAD_TERM',
          `${place}.amount`,
          `${String(term.amount)} is not a whole number of days from 1`,
        );
      }
      if (term.firstDay && !['NEXT_DAY', 'SAME_DAY', 'CLEAR'].includes(term.firstDay)) {
        throw clockError('BAD_TERM', `${place}.firstDay`, `"${String(term.firstDay)}" is no way to count`);
      }
      return;
    default: {
      const never: never = term;
      throw clockError('BAD_TERM', `${place}.unit`, `"${String((never as Term).unit)}" is no unit`);
    }
  }
};

const allowedReadings: { readonly [K in keyof Readings]: readonly Readings[K][] } = {
  afterHours: ['NEXT_OPENING', 'DAY_OF_RECEIPT'],
  stopOnLastDay: ['GIVES_DAY_BACK', 'DAY_IS_USED'],
  dayEnds: ['AT_CLOSING', 'AT_MIDNIGHT'],
  closedLastDay: ['MOVES_ON', 'STAYS'],
  workingDays: ['OF_OFFICE', 'OF_COUNTER'],
  handOver: ['FIXED_TOTAL', 'FROM_HAND_OVER'],
};

const refuseInterruptionRule = (rule: InterruptionRule, place: string): void => {
  if (!['RESET', 'PAUSE', 'RUNS'].includes(rule.effect)) {
    throw clockError('BAD_RULE', `${place}.effect`, `"${String(rule.effect)}" is no effect`);
  }
  if (rule.effect !== 'RUNS' && rule.basis.trim() === '') {
    throw clockError('BAD_RULE', `${place}.basis`, 'what stops the clock has a source');
  }
  for (const key of ['noticeWithin', 'atMost'] as const) {
    const length = rule[key];
    if (length && (!Number.isInteger(length.amount) || length.amount < 1)) {
      throw clockError('BAD_TERM', `${place}.${key}.amount`, 'a whole number of days from 1 is expected');
    }
  }
  if ((rule.atMost === undefined) !== (rule.afterMost === undefined)) {
    throw clockError('BAD_RULE', place, 'atMost and afterMost belong together');
  }
};

const refuseStages = (stages: readonly Stage[], readings: Readings, place: string): void => {
  if (stages.length === 0) throw clockError('BAD_TERM', place, 'no stage');
  stages.forEach(({ term, after }, i) => {
    refuseTerm(term, `${place}[${i}].term`);
    for (const [at, one] of (after ?? []).entries())
      if (!Number.isInteger(one) || one < 0 || one >= i) {
        throw clockError('BAD_RULE', `${place}[${i}].after[${at}]`, `${String(one)} is no stage before it`);
      }
    if (after && readings.handOver === 'FROM_HAND_OVER') {
      throw clockError('BAD_RULE', `${place}[${i}].after`, 'stages at once do not count from a hand-over');
    }
  });
};

/** Refuses a rule that cannot be counted by, naming the place. Call it when a rule is loaded. */
export const refuseRule = (rule: Rule): void => {
  const name = `${rule.id}@${rule.version}`;
  const from = dayNumber(rule.validFrom, `${name}.validFrom`);
  if (rule.lastDay !== undefined && dayNumber(rule.lastDay, `${name}.lastDay`) < from) {
    throw clockError('BAD_RULE', `${name}.lastDay`, 'ends before it starts');
  }
  const channels = Object.entries(rule.terms);
  if (channels.length === 0) throw clockError('BAD_RULE', `${name}.terms`, 'no term at all');
  for (const [channel, stages] of channels) {
    if (!['COUNTER', 'ONLINE', 'POST', 'ANY'].includes(channel)) {
      throw clockError('BAD_RULE', `${name}.terms.${channel}`, 'unknown channel');
    }
    refuseStages(stages, readingsOf(rule), `${name}.terms.${channel}`);
  }
  for (const [reason, interruption] of Object.entries(rule.interruptions ?? {})) {
    if (!(reason in defaultInterruptions)) {
      throw clockError('BAD_RULE', `${name}.interruptions.${reason}`, 'unknown reason');
    }
    refuseInterruptionRule(interruption, `${name}.interruptions.${reason}`);
  }
  for (const [reading, value] of Object.entries(rule.readings ?? {})) {
    const allowed: readonly string[] | undefined = allowedReadings[reading as keyof Readings];
    if (!allowed?.includes(value)) {
      throw clockError('BAD_RULE', `${name}.readings.${reading}`, `"${String(value)}" is no such reading`);
    }
  }
};
