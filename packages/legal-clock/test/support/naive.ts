import type { Instant, InterruptionRule, Readings, RunningTerm, Stage, Term } from '../../src/index.ts';
import { defaultInterruptions, defaultReadings } from '../../src/index.ts';
import type { NaiveCalendar } from './naive-calendar.ts';

/**
 * The second implementation: it walks the minutes one after the other and asks of each whether it counts. Slow on
 * purpose and without any index, so that an error of the first one is unlikely to be made here again.
 */
export type NaiveResult = { kind: 'DUE'; day: number; minute: number } | { kind: 'SUSPENDED'; index: number };

interface Wait {
  index: number;
  from: number;
  to: number;
}

const DAY = 1440;
// Read once: the test runner makes each use of a global expensive, and these stand in the innermost loops.
const { floor, max, min } = Math;
const forever = Number.POSITIVE_INFINITY;
/** Minutes of Vietnamese local time. */
const minuteOf = (at: Instant): number => at / 60_000 + 7 * 60;
const dayOf = (minute: number): number => floor(minute / DAY);

const isOpen = (calendar: NaiveCalendar, minute: number): boolean => {
  const index = minute - calendar.first;
  if (index < 0 || index >= calendar.open.length) throw new Error('beyond the naive calendar');
  return calendar.open[index] === 1;
};

const opensOn = (calendar: NaiveCalendar, day: number): boolean => {
  for (let minute = day * DAY; minute < (day + 1) * DAY; minute += 1)
    if (isOpen(calendar, minute)) return true;
  return false;
};

/** The day of the first office minute that is not over yet. */
const countsOn = (calendar: NaiveCalendar, minute: number, readings: Readings): number => {
  if (readings.afterHours === 'DAY_OF_RECEIPT') return dayOf(minute);
  let at = minute - 1;
  // A minute that began yesterday is over at midnight.
  if (dayOf(at) !== dayOf(minute)) at = minute;
  while (!isOpen(calendar, at)) at += 1;
  return dayOf(at);
};

const nextOpen = (calendar: NaiveCalendar, day: number): number => {
  let at = day;
  while (!opensOn(calendar, at)) at += 1;
  return at;
};

/** The minute after the last open one of an open day. */
const closingOf = (calendar: NaiveCalendar, day: number): number => {
  let minute = (day + 1) * DAY;
  while (!isOpen(calendar, minute - 1)) minute -= 1;
  return minute;
};

interface Walk {
  calendar: NaiveCalendar;
  waits: readonly Wait[];
  readings: Readings;
}

/** Both ends of a wait as days; an unfinished one has no end. */
const asDays = ({ calendar, waits, readings }: Walk, raw: boolean) =>
  waits.map(({ index, from, to }) => ({
    index,
    from: raw ? dayOf(from) : countsOn(calendar, from, readings),
    to: to === forever ? forever : raw ? dayOf(to) : countsOn(calendar, to, readings),
  }));

/** Walks from the end of `start` until `amount` days have counted; a day counts at its first minute that qualifies. */
const walkDays = (
  term: Term,
  walk: Walk,
  start: number,
  amount: number,
  working: boolean,
): NaiveResult & { raw?: number } => {
  const { calendar, readings } = walk;
  const waits = asDays(walk, !working);
  const eventDayCounts = term.unit === 'SAME_DAY' || ('firstDay' in term && term.firstDay === 'SAME_DAY');
  let counted = 0;
  let done = start;
  for (let minute = (start + 1) * DAY; counted < amount; minute += 1) {
    const day = dayOf(minute);
    if (day === done || (working && !isOpen(calendar, minute))) continue;
    const waiting = waits.find((wait) =>
      eventDayCounts ? wait.from <= day && day < wait.to : wait.from < day && day <= wait.to,
    );
    if (waiting?.to === forever) return { kind: 'SUSPENDED', index: waiting.index };
    done = day;
    if (!waiting) counted += 1;
  }
  const move = (day: number): number =>
    working || readings.closedLastDay === 'MOVES_ON' ? nextOpen(calendar, day) : day;
  let last = done;
  for (let again = readings.stopOnLastDay === 'GIVES_DAY_BACK'; again; ) {
    again = false;
    for (const wait of waits) {
      if (wait.from > move(last) || wait.to <= max(last, wait.from)) continue;
      if (wait.to === forever) return { kind: 'SUSPENDED', index: wait.index };
      last = wait.to;
      again = true;
    }
  }
  const day = move(last);
  const closes = readings.dayEnds === 'AT_CLOSING' && opensOn(calendar, day);
  const minute = closes ? closingOf(calendar, day) : (day + 1) * DAY;
  return { kind: 'DUE', day, minute, raw: working ? day : last };
};

const walkMinutes = ({ calendar, waits }: Walk, start: number, amount: number): NaiveResult => {
  let counted = 0;
  let minute = start;
  for (; counted < amount; minute += 1) {
    if (!isOpen(calendar, minute)) continue;
    const at = minute;
    const waiting = waits.find((wait) => wait.from <= at && at < wait.to);
    if (waiting?.to === forever) return { kind: 'SUSPENDED', index: waiting.index };
    if (!waiting) counted += 1;
  }
  return { kind: 'DUE', day: dayOf(minute - 1), minute };
};

type Length = NonNullable<InterruptionRule['atMost']>;
type From = { minute: number } | { afterDay: number };

const walkStage = (walk: Walk, term: Term, from: From): NaiveResult & { raw?: number } => {
  const { calendar, readings } = walk;
  const handedOn = (day: number): number =>
    term.unit === 'CALENDAR_DAY' || readings.afterHours === 'DAY_OF_RECEIPT' ? day : nextOpen(calendar, day);
  const received = 'minute' in from ? countsOn(calendar, from.minute, readings) : handedOn(from.afterDay);
  switch (term.unit) {
    case 'WORKING_HOUR':
      return walkMinutes(walk, 'minute' in from ? from.minute : (received + 1) * DAY, term.amount * 60);
    case 'SAME_DAY': {
      if (!('minute' in from)) return walkDays(term, walk, received, 1, true);
      const day = nextOpen(calendar, received);
      const cutoff = Number(term.cutoff.slice(0, 2)) * 60 + Number(term.cutoff.slice(3));
      const late = dayOf(from.minute) === day && from.minute % DAY > cutoff;
      return walkDays(term, walk, late ? day : day - 1, 1, true);
    }
    case 'WORKING_DAY':
    case 'CALENDAR_DAY': {
      const working = term.unit === 'WORKING_DAY';
      let start = received;
      if (term.firstDay === 'SAME_DAY' && 'minute' in from)
        start = (working ? nextOpen(calendar, received) : received) - 1;
      return walkDays(term, walk, start, term.amount + (term.firstDay === 'CLEAR' ? 1 : 0), working);
    }
    default: {
      const never: never = term;
      return never;
    }
  }
};

const walkStages = (walk: Walk, stages: readonly Stage[], start: number): NaiveResult => {
  let from: From = { minute: start };
  let result: NaiveResult = { kind: 'SUSPENDED', index: -1 };
  for (const { term } of stages) {
    const stage = walkStage(walk, term, from);
    if (stage.kind === 'SUSPENDED') return stage;
    result = stage;
    from = { afterDay: stage.raw ?? stage.day };
    if (term.unit === 'WORKING_HOUR') from = { minute: stage.minute };
  }
  return result;
};

/** When a wait that may last only so long is over by itself: at closing of its last day. */
const limitOf = (calendar: NaiveCalendar, from: number, { unit, amount }: Length): number => {
  let day = dayOf(from);
  for (let rest = amount; rest > 0; ) {
    day += 1;
    if (unit === 'CALENDAR_DAY' || opensOn(calendar, day)) rest -= 1;
  }
  return closingOf(calendar, nextOpen(calendar, day));
};

/** Counts a running term minute by minute. No hand-overs and no extensions: those have cases of their own. */
export const naiveDueDate = (term: RunningTerm, calendar: NaiveCalendar): NaiveResult => {
  const readings = { ...defaultReadings, ...term.rule.readings };
  const waits: Wait[] = [];
  const resets: Wait[] = [];
  (term.interruptions ?? []).forEach(({ reason, from, to }, index) => {
    const own: InterruptionRule = term.rule.interruptions?.[reason] ?? defaultInterruptions[reason];
    const { effect, atMost, afterMost } = own;
    const wait = { index, from: minuteOf(from), to: to === undefined ? forever : minuteOf(to) };
    if (atMost && afterMost === 'RESUMES') wait.to = min(wait.to, limitOf(calendar, wait.from, atMost));
    if (effect === 'PAUSE') waits.push(wait);
    if (effect === 'RESET') resets.push(wait);
  });
  waits.sort((a, b) => a.from - b.from || a.to - b.to);
  resets.sort((a, b) => a.from - b.from || a.to - b.to);
  const stages = term.rule.terms[term.channel] ?? term.rule.terms.ANY ?? [];
  const walk = { calendar, waits, readings };
  const unit = stages.at(-1)?.term.unit;
  let start = minuteOf(term.receivedAt);
  let result = walkStages(walk, stages, start);
  for (const reset of resets) {
    if (reset.to < start) continue;
    if (result.kind === 'DUE') {
      const asked = unit === 'CALENDAR_DAY' ? dayOf(reset.from) : countsOn(calendar, reset.from, readings);
      const strict = readings.stopOnLastDay === 'DAY_IS_USED';
      const inTime =
        unit === 'WORKING_HOUR'
          ? reset.from < result.minute
          : strict
            ? asked < result.day
            : asked <= result.day;
      if (!inTime) continue;
    }
    if (reset.to === forever) return { kind: 'SUSPENDED', index: reset.index };
    start = reset.to;
    result = walkStages(walk, stages, start);
  }
  return result;
};
