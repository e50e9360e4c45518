import { ordinalUpTo } from './calendar/horizon.ts';
import { counterCalendar, doorOfReceipt, stopsOf } from './count/plan.ts';
import { clockOf, countStage, effectiveDay, eventShift, type StageCount, type Stop } from './count/stage.ts';
import { clockError } from './errors.ts';
import { dayNumberAt, HOUR_MS, type Instant } from './local-time.ts';
import { readingsOf, stagesFor, type Term } from './rule.ts';
import type { RunningTerm } from './running-term.ts';

/** A term cut in two at a hand-over: what the first agency used, and what is left for the next. */
export interface SplitTerm {
  /** Days, or working hours. */
  readonly used: number;
  readonly left: number;
  /** The rest as a term of its own, counted from the hand-over; absent when nothing is left. */
  readonly rest?: Term;
}

/** What the stops take out of the units after `start` up to `end`, each unit once. */
const takenOut = (
  stops: readonly Stop[],
  start: number,
  end: number,
  position: (instant: Instant) => number,
): number => {
  let covered = start;
  let sum = 0;
  for (const stop of stops) {
    const from = Math.max(position(stop.from), covered);
    const to = Math.min(stop.to === undefined ? end : position(stop.to), end);
    if (to <= from) continue;
    sum += to - from;
    covered = to;
  }
  return sum;
};

/**
 * Splits a term of one stage at an instant. Used plus left is the term, and the rest counted from the instant ends
 * on the same day as the whole would have. Pauses are taken as known. Refuses an instant before the receipt, a same-day
 * procedure, a term of several stages and one that was counted anew: split the stage that runs.
 */
export const splitTerm = (term: RunningTerm, at: Instant): SplitTerm => {
  const stages = stagesFor(term.rule, term.channel);
  const stage = stages[0];
  const { pauses, resets } = stopsOf(term);
  if (!stage || stages.length > 1 || resets.length > 0) {
    throw clockError('BAD_HANDOVER', 'rule', 'only one stage that was not counted anew can be split');
  }
  if (at < term.receivedAt) throw clockError('BAD_HANDOVER', 'at', 'before the receipt');
  const readings = readingsOf(term.rule);
  const calendar = counterCalendar(term);
  const shift = eventShift(stage.term);
  const whole: StageCount = countStage(
    calendar,
    stage.term,
    { kind: 'AT', at: term.receivedAt, door: doorOfReceipt(term) },
    [],
    readings,
  );
  const cut = (start: number, end: number, position: (instant: Instant) => number): number =>
    Math.max(0, Math.min(whole.amount, end - start - takenOut(pauses, start, end, position)));
  // Where the day of an event counts, the day of the hand-over is the next agency's.
  const firstDay = shift === 1 ? ({ firstDay: 'SAME_DAY' } as const) : {};
  switch (stage.term.unit) {
    case 'WORKING_DAY': {
      const ordinal = (instant: Instant): number =>
        ordinalUpTo(calendar, effectiveDay(calendar, instant, readings, doorOfReceipt(term)) - shift);
      const used = cut(ordinalUpTo(calendar, whole.startDay), ordinal(at), ordinal);
      const left = whole.amount - used;
      return {
        used,
        left,
        ...(left > 0 ? { rest: { unit: 'WORKING_DAY', amount: left, ...firstDay } } : {}),
      };
    }
    case 'CALENDAR_DAY':
    case 'WEEK':
    case 'MONTH':
    case 'YEAR': {
      const end = effectiveDay(calendar, at, readings, doorOfReceipt(term)) - shift;
      const used = cut(whole.startDay, end, (instant) => dayNumberAt(instant) - shift);
      const left = whole.amount - used;
      return {
        used,
        left,
        ...(left > 0 ? { rest: { unit: 'CALENDAR_DAY', amount: left, ...firstDay } } : {}),
      };
    }
    case 'WORKING_HOUR':
    case 'HOUR': {
      const { upTo } = clockOf(calendar, stage.term);
      const used = cut(upTo(term.receivedAt), upTo(at), upTo) / HOUR_MS;
      const left = whole.amount / HOUR_MS - used;
      return { used, left, ...(left > 0 ? { rest: { unit: stage.term.unit, amount: left } } : {}) };
    }
    case 'SAME_DAY':
      throw clockError('BAD_HANDOVER', 'rule', 'a same-day procedure has no parts');
    default: {
      const never: never = stage.term;
      return never;
    }
  }
};
