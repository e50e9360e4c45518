import { addDays, dayOf, type Instant, instantOf, type LocalDay, Refusal } from '@lienthong/domain';
import {
  type Calendar,
  type Channel,
  classify,
  computeDueDate,
  type DueDate,
  dayNumber,
  isClockError,
  linesOf,
  localDay,
  nextOpenDay,
  type ProcedureInForce,
  type RunningTerm,
  ruleOf,
} from '@lienthong/legal-clock';
import type { DerivationLine, Dossier, Due, Wait } from './dossier.ts';
import type { Timeliness } from './movements.ts';
import { refuseWith } from './refusals.ts';

/** What a due date depends on. */
export interface TermOf {
  procedure: ProcedureInForce;
  channel: Channel;
  receivedAt: Instant;
  waits: readonly Wait[];
  /** The calendar of the receiving counter. */
  calendar: Calendar;
}

/**
 * The due date of a dossier with its derivation, or while it waits the day by which the supplement is awaited.
 * @throws Refusal `CHANNEL_NOT_OFFERED`, `CALENDAR_MISSING`.
 */
export function dueOf(term: TermOf): Due {
  const { version } = term.procedure;
  const running = runningTermOf(term);
  const counted = compute(running);
  const derivation = [...linesOf(counted.derivation)];
  const unit = version.terms[term.channel]?.unit ?? 'WORKING_DAY';
  if (counted.due) {
    const { dueDay, dueAt } = counted.due;
    return { day: dueDay, at: dueAt, awaitedTo: '', closes: false, unit, derivation };
  }
  const since = dayOf(counted.suspension?.since ?? term.receivedAt);
  const closesAfter = counted.suspension?.closesAfter;
  const awaitedTo =
    closesAfter ?? openDayFrom(term.calendar, addDays(since, version.supplement.remindAfterDays));
  const closes = closesAfter !== undefined;
  return {
    day: '',
    at: 0,
    awaitedTo,
    closes,
    unit,
    derivation: closes ? derivation : [...derivation, remindsLine(awaitedTo)],
  };
}

/**
 * What a dossier waits for, by the calendar as it is known now: a day that lay beyond it when the supplement was asked for is named as soon
 * as that year is published.
 */
export function dueKnownBy(
  calendarNow: () => Calendar,
  {
    status,
    due,
    subject,
    receivedAt,
    waits,
  }: Pick<Dossier, 'status' | 'due' | 'subject' | 'receivedAt' | 'waits'>,
): Due {
  if (status !== 'waiting_supplement' || due.day !== '' || due.closes) return due;
  try {
    const calendar = calendarNow();
    if (due.derivation.some(({ code }) => code === 'CLOSES_LATER'))
      return dueOf({ ...subject, receivedAt, waits, calendar });
    const awaitedTo = openDayFrom(calendar, due.awaitedTo);
    if (awaitedTo === due.awaitedTo) return due;
    return { ...due, awaitedTo, derivation: [...due.derivation.slice(0, -1), remindsLine(awaitedTo)] };
  } catch (error) {
    // Whoever reads it is refused nothing, nor does a faulty published calendar take it out of lists.
    if (error instanceof Refusal || isClockError(error)) return due;
    throw error;
  }
}

/** A reminder is for a day on which somebody is there to send it. Where the calendar of that day is not known yet, the day stands. */
function openDayFrom(calendar: Calendar, day: LocalDay): LocalDay {
  try {
    return localDay(nextOpenDay(calendar, dayNumber(day)));
  } catch (error) {
    if (isClockError(error) && error.code === 'BEYOND_CALENDAR') return day;
    throw error;
  }
}

/** Where the law names no day, or none that the calendar reaches, the office reminds by its own habit. */
const remindsLine = (day: LocalDay): DerivationLine => ({ code: 'REMINDS', params: { day }, source: '' });

/** Early, on time or late against the date that was promised, whatever the calendar says by now. */
export function timelinessOf(term: TermOf, promised: Due, finishedAt: Instant): Timeliness {
  if (promised.day === '') throw new Error('a dossier that waits has no date to be judged by');
  const running = runningTermOf(term);
  const due = { dueDay: promised.day, dueAt: promised.at };
  return classify(running, { ...compute(running), due, original: due }, finishedAt).outcome;
}

/** The instant by which something has to happen next. */
export function nextDueAt(due: Due): Instant {
  return due.day === '' ? instantOf(due.awaitedTo === '' ? '1970-01-01' : due.awaitedTo, '23:59') : due.at;
}

function runningTermOf({ procedure, channel, receivedAt, waits, calendar }: TermOf): RunningTerm {
  return {
    receivedAt,
    rule: ruleOf(procedure),
    channel,
    calendar,
    interruptions: waits.map(({ from, to }) => ({
      reason: 'SUPPLEMENT',
      from,
      ...(to === undefined ? {} : { to }),
    })),
  };
}

function compute(term: RunningTerm): DueDate {
  try {
    return computeDueDate(term);
  } catch (error) {
    if (isClockError(error) && error.code === 'NO_TERM_FOR_CHANNEL')
      refuseWith('CHANNEL_NOT_OFFERED', { procedure: term.rule.id, channel: term.channel });
    if (isClockError(error) && (error.code === 'BEYOND_CALENDAR' || error.code === 'CALENDAR_GAP'))
      refuseWith('CALENDAR_MISSING', { calendar: term.calendar.id });
    throw error;
  }
}
