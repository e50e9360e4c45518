import type { DayReason } from '../calendar/layer.ts';
import {
  dayNumber,
  formatTime,
  HOUR_MS,
  type Instant,
  type LocalDay,
  localDay,
  localDayAt,
  MINUTE_MS,
  msOfDay,
} from '../local-time.ts';
import { countsHours, isInDaysOfCalendar, type Term } from '../rule.ts';
import type { Derivation, Step } from './derivation.ts';
import { gather, type Told, toldLimit } from './gather.ts';
import { law } from './law.ts';

/** What a line says. The sentences, and what fills them, stand beside the contract's `DerivationCode`. */
export type LineCode =
  | 'RULE'
  | 'RECEIVED'
  | 'FILED_ONLINE'
  | 'COMPLETED'
  | 'RESUMED'
  | 'STAGE'
  | 'STAGE_AFTER_DAY'
  | 'STAGE_FROM_DAY'
  | 'STAGE_FROM_HOUR'
  | 'AFTER_CUTOFF'
  | 'WEEKENDS'
  | 'SKIPPED'
  | 'MADE_UP'
  | 'SUSPENDED_DAYS'
  | 'SUSPENDED_HOURS'
  | 'COUNTED_DAYS'
  | 'COUNTED_DAY'
  | 'COUNTED_HOURS'
  | 'COUNTED_NOTHING'
  | 'MOVED'
  | 'GIVEN_BACK'
  | 'HANDED_OVER'
  | 'LATEST'
  | 'RESTARTED'
  | 'WAIT_RUNS'
  | 'WAIT_AFTER_TERM'
  | 'WAIT_NO_TIME'
  | 'EXTENDED'
  | 'WAITING'
  | 'WAITING_ANEW'
  | 'CLOSES'
  | 'CLOSES_LATER'
  | 'DUE_DAY'
  | 'DUE_HOUR';

/** A line of the proof as it is read out: a code, what fills its sentence, and the law or notice that it rests on. */
export interface Line {
  readonly code: LineCode;
  readonly params: Readonly<Record<string, string>>;
  /** As Vietnamese papers cite it; empty where a line only sums up. */
  readonly source: string;
}

type Params = Line['params'];
type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

const line = (code: LineCode, source: string, params: Params = {}): Line => ({ code, params, source });

const moment = (at: Instant): string => new Date(at).toISOString();
const stretch = (from: LocalDay, to: LocalDay): string => (from === to ? from : `${from}/${to}`);
const dayAfter = (day: LocalDay): LocalDay => localDay(dayNumber(day) + 1);

/** Time of day of an instant; an end of day reads 24:00 instead of 00:00 of the next one. */
const timeText = (at: Instant): string => (msOfDay(at) === 0 ? '24:00' : formatTime(msOfDay(at)));

const length = (unit: string, amount: number): Params => ({ unit, amount: String(amount) });
const minutesOf = (term: Term, ms: number): Params =>
  length(term.unit === 'HOUR' ? 'MINUTE' : 'WORKING_MINUTE', Math.round(ms / MINUTE_MS));

const termParams = (term: Term): Params => {
  switch (term.unit) {
    case 'WORKING_DAY':
    case 'CALENDAR_DAY':
      return { ...length(term.unit, term.amount), ...(term.firstDay === 'CLEAR' ? { clear: 'true' } : {}) };
    case 'WEEK':
    case 'MONTH':
    case 'YEAR':
      return length(term.unit, term.amount);
    case 'WORKING_HOUR':
    case 'HOUR':
      return minutesOf(term, term.amount * HOUR_MS);
    case 'SAME_DAY':
      return { unit: term.unit, cutoff: term.cutoff };
    default: {
      const never: never = term;
      return never;
    }
  }
};

const dayReason = ({ name, status }: DayReason): Params => ({
  name,
  ...(status === 'PROVISIONAL' ? { provisional: 'true' } : {}),
});

/** Why the clock stood still, up to when it may, and by which law. */
const waitOf = (index: number, { interruptions, rule }: Derivation): { wait: Params; basis: string } => {
  const { reason, basis } = interruptions[index] ?? { reason: 'OTHER' as const, basis: '' };
  const most = toldLimit(rule, reason);
  return {
    wait: { wait: reason, ...(most ? { mostUnit: most.unit, mostAmount: String(most.amount) } : {}) },
    basis,
  };
};

/** Why each day between a receipt and the day it counts on is passed over. */
const closedLines = ({ closed = [] }: StepOf<'START'>): readonly Line[] =>
  closed.map(({ from, to, reason }) =>
    line('SKIPPED', reason.source, { ...dayReason(reason), stretches: stretch(from, to) }),
  );

const startLine = (step: StepOf<'START'>, { steps, interruptions, channel }: Derivation): Line => {
  const restarted = steps.findLast((one) => one.kind === 'RESTARTED');
  const waited = restarted ? interruptions[restarted.interruption]?.reason : undefined;
  // What is filed online is received when it is accepted (NĐ 118/2025 Art. 17.3).
  const first = channel === 'ONLINE' ? 'FILED_ONLINE' : 'RECEIVED';
  const code = !step.again ? first : waited === 'SUPPLEMENT' ? 'COMPLETED' : 'RESUMED';
  const weekend = step.reason?.kind === 'WEEKEND' && step.reason.scope.kind !== 'COUNTER';
  const rests = code === 'FILED_ONLINE' ? law.filedOnline : '';
  return line(code, step.reason?.source ?? rests, {
    at: moment(step.at),
    why: weekend ? 'WEEKEND' : step.why,
    ...(step.reason && !weekend ? { name: step.reason.name } : {}),
    ...(step.day === localDayAt(step.at) ? {} : { countsFrom: step.day }),
  });
};

const stageLine = ({ holder, term, afterDay, afterInstant }: StepOf<'STAGE'>, rule: string): Line => {
  const params = { holder, ...termParams(term) };
  if (afterInstant !== undefined)
    return line('STAGE_FROM_HOUR', law.firstHour, { ...params, at: moment(afterInstant) });
  if (term.unit === 'SAME_DAY' || countsHours(term)) return line('STAGE', rule, params);
  if ('firstDay' in term && term.firstDay === 'SAME_DAY')
    return line('STAGE_FROM_DAY', rule, { ...params, day: dayAfter(afterDay) });
  return line('STAGE_AFTER_DAY', law.firstDay, { ...params, day: afterDay });
};

/** A same-day procedure that came in after its hour goes on to the next working day. */
const cutoffLines = ({ term, afterDay }: StepOf<'STAGE'>, { steps, rule }: Derivation): readonly Line[] => {
  const start = steps.findLast((step) => step.kind === 'START');
  const isLate = start?.day === afterDay && localDayAt(start.at) === afterDay;
  return term.unit === 'SAME_DAY' && isLate
    ? [line('AFTER_CUTOFF', rule.source, { cutoff: term.cutoff })]
    : [];
};

const countedLine = (told: Extract<Told, { kind: 'SUM' }>): Line => {
  const { first, last, stage, days } = told;
  const complete: Params = told.complete ? { complete: 'true' } : {};
  if (first?.kind === 'WORKED' && last?.kind === 'WORKED') {
    const stretched = { since: moment(first.from), until: moment(last.to) };
    const sum = minutesOf(stage.term, told.minutes * MINUTE_MS);
    return line('COUNTED_HOURS', '', { ...sum, ...stretched, ...complete });
  }
  if (first?.kind !== 'COUNTED' || last?.kind !== 'COUNTED') return line('COUNTED_NOTHING', '');
  const unit = isInDaysOfCalendar(stage.term) ? 'CALENDAR_DAY' : 'WORKING_DAY';
  const counted = { ...length(unit, days), ...complete };
  if (first.from === last.to) return line('COUNTED_DAY', '', { ...counted, day: first.from });
  return line('COUNTED_DAYS', '', { ...counted, from: first.from, to: last.to });
};

const unmoved = { RUNS: 'WAIT_RUNS', TERM_OVER: 'WAIT_AFTER_TERM', NO_TIME: 'WAIT_NO_TIME' } as const;

/** What an interruption did to the term. */
const waitLine = (
  told: StepOf<'SUSPENDED' | 'RESTARTED' | 'NO_EFFECT' | 'WAITING' | 'GIVEN_BACK'>,
  derivation: Derivation,
): Line => {
  const interruption = derivation.interruptions[told.interruption];
  const { wait, basis } = waitOf(told.interruption, derivation);
  switch (told.kind) {
    case 'SUSPENDED': {
      const { between, from, to } = told;
      return between
        ? line('SUSPENDED_HOURS', basis, {
            ...wait,
            since: moment(between.from),
            until: moment(between.to),
          })
        : line('SUSPENDED_DAYS', basis, { ...wait, stretches: stretch(from, to) });
    }
    case 'RESTARTED':
      return line('RESTARTED', basis, {
        ...wait,
        since: moment(interruption?.from ?? told.at),
        until: moment(told.at),
      });
    case 'NO_EFFECT':
      return line(unmoved[told.why], basis, {
        ...wait,
        since: moment(interruption?.from ?? derivation.receivedAt),
      });
    case 'WAITING': {
      const left = length(told.left.unit, told.left.amount);
      const code = interruption?.effect === 'RESET' ? 'WAITING_ANEW' : 'WAITING';
      return line(code, basis, { ...wait, ...left, since: moment(told.since) });
    }
    case 'GIVEN_BACK':
      return line('GIVEN_BACK', basis, { day: told.day });
    default: {
      const never: never = told;
      return never;
    }
  }
};

/** What happens when nothing comes. */
const closesLines = (told: StepOf<'WAITING'>, derivation: Derivation): readonly Line[] => {
  const { closesAfter } = told;
  if (closesAfter === undefined) return [];
  const { basis } = waitOf(told.interruption, derivation);
  return closesAfter === 'BEYOND_CALENDAR'
    ? [line('CLOSES_LATER', basis)]
    : [line('CLOSES', basis, { day: closesAfter })];
};

/** A closed last day moves by the Civil Code, which knows rest days and holidays; a closure of its own by its own notice. */
const movedLine = ({ from, to, reasons }: StepOf<'MOVED'>): Line => {
  const names = [...new Set(reasons.map(({ name }) => name))].join(', ');
  const closures = reasons.filter(({ kind }) => kind === 'LOCAL_CLOSURE').map(({ source }) => source);
  const byLaw = closures.length < reasons.length || reasons.length === 0 ? [law.closedLastDay] : [];
  return line('MOVED', [...new Set([...byLaw, ...closures])].join('; '), { from, to, names });
};

/** What an apology moved is told by the apology. */
const latestLine = ({ holder, day }: StepOf<'LATEST'>, { steps }: Derivation): Line => {
  const extended = steps.findLast((step) => step.kind === 'EXTENDED');
  return line('LATEST', law.atOnce, { holder, day: extended?.from ?? day });
};

const dueLine = ({ at, day }: StepOf<'DUE'>, { steps }: Derivation): Line => {
  const latest = steps.findLast((step) => step.kind === 'LATEST');
  const last = steps.findLast((step) => step.kind === 'STAGE');
  const isExact = latest ? latest.isExact : last !== undefined && countsHours(last.term);
  return line(isExact ? 'DUE_HOUR' : 'DUE_DAY', '', { day, time: timeText(at) });
};

const tell = (told: Told, derivation: Derivation): readonly Line[] => {
  const { rule } = derivation;
  switch (told.kind) {
    case 'START':
      return [startLine(told, derivation), ...closedLines(told)];
    case 'STAGE':
      return [stageLine(told, rule.source), ...cutoffLines(told, derivation)];
    case 'WEEKENDS':
      return [
        line('WEEKENDS', told.stretches[0]?.reason.source ?? '', {
          n: String(told.days),
          stretches: told.stretches.map(({ from, to }) => stretch(from, to)).join(','),
        }),
      ];
    case 'SKIPPED':
      return [
        line('SKIPPED', told.reason.source, {
          ...dayReason(told.reason),
          stretches: stretch(told.from, told.to),
        }),
      ];
    case 'MADE_UP':
      return [line('MADE_UP', told.makeUp.source, { ...dayReason(told.makeUp), day: told.day })];
    case 'SUM':
      return [countedLine(told)];
    case 'MOVED':
      return [movedLine(told)];
    case 'HANDED_OVER':
      return [line('HANDED_OVER', rule.source, { holder: told.to, at: moment(told.at) })];
    case 'LATEST':
      return [latestLine(told, derivation)];
    case 'WAITING':
      return [waitLine(told, derivation), ...closesLines(told, derivation)];
    case 'SUSPENDED':
    case 'RESTARTED':
    case 'NO_EFFECT':
    case 'GIVEN_BACK':
      return [waitLine(told, derivation)];
    case 'EXTENDED': {
      const { from, extension } = told;
      return [line('EXTENDED', law.extension, { from, to: extension.newDueDay, reason: extension.reason })];
    }
    case 'DUE':
      return [dueLine(told, derivation)];
    default: {
      const never: never = told;
      return never;
    }
  }
};

/** The proof as the few lines that a clerk reads out, in the order of the law. */
export const linesOf = (derivation: Derivation): readonly Line[] => {
  const { rule, channel, steps } = derivation;
  const head = line('RULE', rule.source, {
    title: rule.title,
    channel,
    rule: rule.id,
    ...(rule.version === rule.validFrom ? {} : { version: rule.version }),
    validFrom: rule.validFrom,
  });
  return [head, ...gather(steps).flatMap((told) => tell(told, derivation))];
};
