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
  /** Whose hours say when it happened; the first to open. */
  open: readonly Uint8Array[];
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

const isOpen = ({ first, open }: Pick<NaiveCalendar, 'first' | 'open'>, minute: number): boolean => {
  const index = minute - first;
  if (index < 0 || index >= open.length) throw new Error('beyond the naive calendar');
  return open[index] === 1;
};

const opensOn = (calendar: NaiveCalendar, day: number): boolean => {
  for (let minute = day * DAY; minute < (day + 1) * DAY; minute += 1)
    if (isOpen(calendar, minute)) return true;
  return false;
};

/** The day of the first office minute that is not over yet. */
const countsOn = (
  calendar: NaiveCalendar,
  minute: number,
  readings: Readings,
  hours: readonly Uint8Array[],
): number => {
  if (readings.afterHours === 'DAY_OF_RECEIPT') return dayOf(minute);
  let at = minute - 1;
  // A minute that began yesterday is over at midnight.
  if (dayOf(at) !== dayOf(minute)) at = minute;
  while (!hours.some((open) => isOpen({ first: calendar.first, open }, at))) at += 1;
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
  /** Where the dossier came in. */
  doors: readonly Uint8Array[];
  waits: readonly Wait[];
  readings: Readings;
}

/** Both ends of a wait as days; an unfinished one has no end. */
const asDays = ({ calendar, waits, readings }: Walk, raw: boolean) =>
  waits.map(({ index, from, to, open }) => ({
    index,
    asked: from,
    from: raw ? dayOf(from) : countsOn(calendar, from, readings, open),
    to: to === forever ? forever : raw ? dayOf(to) : countsOn(calendar, to, readings, open),
  }));

/** Walks from the end of `start` until `amount` days have counted; a day counts at its first minute that qualifies. */
const walkDays = (
  term: Term,
  walk: Walk,
  start: number,
  amount: number,
  working: boolean,
  isPart = false,
): NaiveResult & { raw?: number } => {
  const { calendar, readings } = walk;
  const waits = asDays(walk, !working);
  const eventDayCounts = term.unit === 'SAME_DAY' || ('firstDay' in term && term.firstDay === 'SAME_DAY');
  const move = (day: number): number =>
    working || readings.closedLastDay === 'MOVES_ON' ? nextOpen(calendar, day) : day;
  const endOf = (day: number): number =>
    readings.dayEnds === 'AT_CLOSING' && opensOn(calendar, day) ? closingOf(calendar, day) : (day + 1) * DAY;
  const inTime = (asked: number, last: number): boolean =>
    isPart && !working ? dayOf(asked) <= last : asked <= endOf(move(last)) && dayOf(asked) <= move(last);
  let counted = 0;
  let done = start;
  const lastMinute = calendar.first + calendar.open.length - 1;
  for (let minute = (start + 1) * DAY; counted < amount; minute += 1) {
    if (minute > lastMinute) return { kind: 'DUE', day: forever, minute: forever };
    const day = dayOf(minute);
    if (day === done || (working && !isOpen(calendar, minute))) continue;
    const waiting = waits.find((wait) => {
      // The office may work on when the last day has ended: what is asked then comes after the term.
      if (wait.from === day && counted + 1 === amount && !inTime(wait.asked, day)) return false;
      return eventDayCounts ? wait.from <= day && day < wait.to : wait.from < day && day <= wait.to;
    });
    if (waiting?.to === forever) return { kind: 'SUSPENDED', index: waiting.index };
    done = day;
    if (!waiting) counted += 1;
  }
  let last = done;
  for (let again = readings.stopOnLastDay === 'GIVES_DAY_BACK'; again; ) {
    again = false;
    for (const wait of waits) {
      if (!inTime(wait.asked, last) || wait.to <= max(last, wait.from)) continue;
      if (wait.to === forever) return { kind: 'SUSPENDED', index: wait.index };
      last = wait.to;
      again = true;
    }
  }
  const day = move(last);
  return { kind: 'DUE', day, minute: endOf(day), raw: working ? day : last };
};

const walkMinutes = (
  { calendar, waits }: Walk,
  start: number,
  amount: number,
  isReal: boolean,
): NaiveResult => {
  let counted = 0;
  let minute = start;
  for (; counted < amount; minute += 1) {
    if (!isReal && !isOpen(calendar, minute)) continue;
    const at = minute;
    const waiting = waits.find((wait) => wait.from <= at && at < wait.to);
    if (waiting?.to === forever) return { kind: 'SUSPENDED', index: waiting.index };
    if (!waiting) counted += 1;
  }
  return { kind: 'DUE', day: dayOf(minute - 1), minute };
};

type Length = NonNullable<InterruptionRule['atMost']>;
type From = { minute: number; isHandedOn?: true } | { afterDay: number };

/** Days up to the day of the same number some months later, found by walking the dates. */
const daysOfMonths = (start: number, months: number): number => {
  const dateOf = (day: number): Date => new Date(day * 86_400_000);
  const wanted = dateOf(start).getUTCDate();
  let day = start;
  for (let passed = 0; passed < months; ) {
    day += 1;
    if (dateOf(day).getUTCDate() === 1) passed += 1;
  }
  while (dateOf(day).getUTCDate() < wanted && dateOf(day + 1).getUTCDate() !== 1) day += 1;
  return day - start;
};

const calendarUnits = ['CALENDAR_DAY', 'WEEK', 'MONTH', 'YEAR'];

const walkStage = (walk: Walk, term: Term, from: From, isPart: boolean): NaiveResult & { raw?: number } => {
  const { calendar, readings } = walk;
  const stays = readings.afterHours === 'DAY_OF_RECEIPT' && readings.closedLastDay === 'STAYS';
  const handedOn = (day: number): number =>
    calendarUnits.includes(term.unit) || stays ? day : nextOpen(calendar, day);
  const received =
    'minute' in from
      ? countsOn(calendar, from.minute, readings, from.isHandedOn ? [calendar.open] : walk.doors)
      : handedOn(from.afterDay);
  switch (term.unit) {
    case 'HOUR':
    case 'WORKING_HOUR': {
      const start = 'minute' in from ? from.minute : (received + 1) * DAY;
      return walkMinutes(walk, start, term.amount * 60, term.unit === 'HOUR');
    }
    case 'SAME_DAY': {
      if (!('minute' in from)) return walkDays(term, walk, received, 1, true);
      const day = nextOpen(calendar, received);
      const cutoff = Number(term.cutoff.slice(0, 2)) * 60 + Number(term.cutoff.slice(3));
      const late = dayOf(from.minute) === day && from.minute % DAY > cutoff;
      return walkDays(term, walk, late ? day : day - 1, 1, true);
    }
    case 'WEEK':
      return walkDays(term, walk, received, term.amount * 7, false, isPart);
    case 'MONTH':
    case 'YEAR': {
      const months = term.unit === 'YEAR' ? term.amount * 12 : term.amount;
      return walkDays(term, walk, received, daysOfMonths(received, months), false, isPart);
    }
    case 'WORKING_DAY':
    case 'CALENDAR_DAY': {
      const working = term.unit === 'WORKING_DAY';
      let start = received;
      if (term.firstDay === 'SAME_DAY' && 'minute' in from)
        start = (working ? nextOpen(calendar, received) : received) - 1;
      const amount = term.amount + (term.firstDay === 'CLEAR' ? 1 : 0);
      return walkDays(term, walk, start, amount, working, isPart);
    }
    default: {
      const never: never = term;
      return never;
    }
  }
};

type Ended = Extract<NaiveResult, { kind: 'DUE' }> & { raw?: number; term: Term };

const later = (a: Ended, b: Ended): Ended => (a.minute > b.minute ? a : b);

/** All of them, each from the end of the last of those that it waits for. The one that ends last is the term's end. */
const walkStages = (walk: Walk, stages: readonly Stage[], start: number): NaiveResult => {
  const ended: Ended[] = [];
  for (const [place, { term, after }] of stages.entries()) {
    const first = (after ?? (place === 0 ? [] : [place - 1])).map((one) => ended[one] as Ended);
    let from: From = { minute: start };
    if (first.length > 0) {
      const last = first.reduce(later);
      const isExact = last.term.unit === 'WORKING_HOUR' || last.term.unit === 'HOUR';
      from = isExact ? { minute: last.minute, isHandedOn: true } : { afterDay: last.raw ?? last.day };
    }
    const next = stages[place + 1];
    const follows = next !== undefined && (next.after ?? [place]).includes(place);
    const isPart = follows && calendarUnits.includes(next.term.unit);
    const stage = walkStage(walk, term, from, isPart);
    if (stage.kind === 'SUSPENDED') return stage;
    ended.push({ ...stage, term });
  }
  return ended.reduce(later);
};

/** When a wait that may last only so long is over by itself: at closing of its last day. */
const limitOf = (calendar: NaiveCalendar, from: number, { unit, amount }: Length): number => {
  let day = dayOf(from);
  const last = dayOf(calendar.first + calendar.open.length - 1);
  for (let rest = amount; rest > 0; ) {
    day += 1;
    if (day > last) return forever;
    if (unit === 'CALENDAR_DAY' || opensOn(calendar, day)) rest -= 1;
  }
  while (day <= last && !opensOn(calendar, day)) day += 1;
  return day > last ? forever : closingOf(calendar, day);
};

/** Counts a running term minute by minute. No hand-overs and no extensions: those have cases of their own. */
export const naiveDueDate = (term: RunningTerm, place: NaiveCalendar): NaiveResult => {
  const readings = { ...defaultReadings, ...term.rule.readings };
  const calendar =
    readings.workingDays === 'OF_COUNTER'
      ? { ...place, open: place.reception, office: place.reception }
      : place;
  const doors = term.channel === 'COUNTER' ? [calendar.reception] : [calendar.reception, calendar.office];
  const waits: Wait[] = [];
  const walk = { calendar, waits, readings, doors };
  const resets: Wait[] = [];
  (term.interruptions ?? []).forEach(({ reason, from, to }, index) => {
    const own: InterruptionRule = term.rule.interruptions?.[reason] ?? defaultInterruptions[reason];
    const { effect, atMost, afterMost } = own;
    const comesIn = ['SUPPLEMENT', 'FEE'].includes(reason);
    const open = comesIn ? walk.doors : [calendar.office];
    const wait = { index, open, from: minuteOf(from), to: to === undefined ? forever : minuteOf(to) };
    if (atMost && afterMost === 'RESUMES') wait.to = min(wait.to, limitOf(calendar, wait.from, atMost));
    if (effect === 'PAUSE') waits.push(wait);
    if (effect === 'RESET') resets.push(wait);
  });
  waits.sort((a, b) => a.from - b.from || a.to - b.to);
  resets.sort((a, b) => a.from - b.from || a.to - b.to);
  const stages = term.rule.terms[term.channel] ?? term.rule.terms.ANY ?? [];
  let start = minuteOf(term.receivedAt);
  let result = walkStages(walk, stages, start);
  for (const reset of resets) {
    if (reset.to < start) continue;
    if (result.kind === 'DUE') {
      const isExact = 'term' in result && ['WORKING_HOUR', 'HOUR'].includes((result as Ended).term.unit);
      const inTime = isExact
        ? reset.from < result.minute
        : reset.from <= result.minute && dayOf(reset.from) <= result.day;
      if (!inTime) continue;
    }
    if (reset.to === forever) return { kind: 'SUSPENDED', index: reset.index };
    start = reset.to;
    result = walkStages(walk, stages, start);
  }
  return result;
};
