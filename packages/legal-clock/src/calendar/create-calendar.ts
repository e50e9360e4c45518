import { clockError } from '../errors.ts';
import { DAY_MS, dayNumber, localDay, weekdayOf } from '../local-time.ts';
import type { Calendar } from './calendar.ts';
import type { CalendarLayer, CalendarScope, DayEntry, DayReason, HoursRule, Span } from './layer.ts';
import { parseLayer, parseSpans } from './parse-layer.ts';

const width: Record<CalendarScope['kind'], number> = { NATION: 0, PROVINCE: 1, UNIT: 2, COUNTER: 3 };

interface CompiledHours {
  readonly rule: HoursRule;
  readonly from: number;
  readonly to: number;
  readonly spans: readonly Span[];
  readonly place: string;
}

interface Group {
  readonly scope: CalendarScope;
  readonly hours: readonly CompiledHours[];
  readonly days: ReadonlyMap<number, { entry: DayEntry; place: string }>;
}

const sameScope = (a: CalendarScope, b: CalendarScope): boolean =>
  a.kind === b.kind && (a.kind === 'NATION' || b.kind === 'NATION' || a.code === b.code);

/** Layers of one scope may not contradict each other. */
const groupOf = (scope: CalendarScope, layers: readonly CalendarLayer[]): Group => {
  const hours: CompiledHours[] = [];
  const days = new Map<number, { entry: DayEntry; place: string }>();
  for (const layer of layers) {
    layer.hours.forEach((rule, i) => {
      const place = `${layer.id}.hours[${i}]`;
      hours.push({
        rule,
        from: dayNumber(rule.from),
        to: rule.to === undefined ? Number.POSITIVE_INFINITY : dayNumber(rule.to),
        spans: parseSpans(rule.spans, `${place}.spans`),
        place,
      });
    });
    layer.days.forEach((entry, i) => {
      const place = `${layer.id}.days[${i}]`;
      const day = dayNumber(entry.date);
      const other = days.get(day);
      if (other) {
        const kinds = `${other.entry.kind} in ${other.place} and ${entry.kind}`;
        throw clockError('DUPLICATE_DAY', place, `${entry.date} stands twice: ${kinds}`);
      }
      days.set(day, { entry, place });
    });
  }
  return { scope, hours, days };
};

const inSeason = (season: HoursRule['season'], monthDay: string): boolean => {
  if (!season) return true;
  const { from, to } = season;
  return from <= to ? monthDay >= from && monthDay <= to : monthDay >= from || monthDay <= to;
};

/** The hours rule of one scope for a day as if it were `weekday`. Two rules for one day are an error. */
const findHours = (group: Group, day: number, weekday: number): CompiledHours | undefined => {
  const monthDay = localDay(day).slice(5);
  let found: CompiledHours | undefined;
  for (const hours of group.hours) {
    if (day < hours.from || day > hours.to || !hours.rule.weekdays.includes(weekday)) continue;
    if (!inSeason(hours.rule.season, monthDay)) continue;
    if (found) {
      throw clockError('HOURS_OVERLAP', hours.place, `${localDay(day)} has hours here and in ${found.place}`);
    }
    found = hours;
  }
  return found;
};

const coverage = (layers: readonly CalendarLayer[], id: string): [number, number] => {
  const covered = layers
    .flatMap((layer) => (layer.covers && layer.scope.kind === 'NATION' ? [layer.covers] : []))
    .map((covers) => [dayNumber(covers.from), dayNumber(covers.to)] as const)
    .sort((a, b) => a[0] - b[0]);
  const first = covered[0];
  if (!first) throw clockError('BAD_LAYER', `calendar ${id}`, 'no national layer says which dates it covers');
  let to = first[1];
  for (const [from, end] of covered.slice(1)) {
    if (from > to + 1) {
      const gap = `${localDay(to + 1)} to ${localDay(from - 1)}`;
      throw clockError('CALENDAR_GAP', `calendar ${id}`, `no national layer covers ${gap}`);
    }
    to = Math.max(to, end);
  }
  return [first[0], to];
};

interface DayOf {
  readonly spans: readonly Span[];
  readonly reason?: DayReason;
  readonly hoursSource?: string;
}

const closedSpans: readonly Span[] = [];

/** A counter that is shut on a working day takes nothing in. That is no day of rest. */
const closedName = ({ kind }: CalendarScope): string =>
  kind === 'COUNTER' ? 'ngày không tiếp nhận' : 'nghỉ hằng tuần';

type Weekly = { hours: CompiledHours; scope: CalendarScope } | undefined;

const createReader = (groups: readonly Group[], hoursOf: readonly Group[]) => {
  const weekly = (day: number, weekday: number): Weekly => {
    for (const group of hoursOf) {
      const hours = findHours(group, day, weekday);
      if (hours) return { hours, scope: group.scope };
    }
    return undefined;
  };

  /** A make-up Saturday is worked as the day it stands for, else as a Monday. Whoever is shut on that weekday is also shut then. */
  const makeUpHours = ({ pairedWith, date }: DayEntry, day: number, place: string): Weekly => {
    const like = weekly(day, pairedWith === undefined ? 1 : weekdayOf(dayNumber(pairedWith)));
    if (like) return like;
    throw clockError('CALENDAR_WITHOUT_HOURS', place, `no office hours say how ${date} is worked`);
  };

  const weeklyDay = (usual: Weekly): DayOf => {
    if (usual && usual.hours.spans.length > 0) {
      return { spans: usual.hours.spans, hoursSource: usual.hours.rule.source };
    }
    const source = usual?.hours.rule.source ?? 'Điều 111 Bộ luật Lao động 2019';
    const status = usual?.hours.rule.status ?? 'OFFICIAL';
    const scope = usual?.scope ?? { kind: 'NATION' as const };
    return {
      spans: closedSpans,
      reason: { kind: 'WEEKEND', name: closedName(scope), source, status, scope },
    };
  };

  return (day: number): DayOf => {
    const usual = weekly(day, weekdayOf(day));
    for (const { scope, days } of groups) {
      const named = days.get(day);
      if (!named) continue;
      const { entry, place } = named;
      const { kind, name, source, status } = entry;
      const reason = { kind, name, source, status, scope };
      const hoursSource = usual?.hours.rule.source;
      if (entry.spans) return { spans: parseSpans(entry.spans, `${place}.spans`), reason, hoursSource };
      if (kind !== 'MAKE_UP_WORKING') return { spans: closedSpans, reason, hoursSource };
      const like = makeUpHours(entry, day, place);
      if (like && like.hours.spans.length > 0) return { spans: like.hours.spans, reason, hoursSource };
      return weeklyDay(like);
    }
    return weeklyDay(usual);
  };
};

type Counted = Omit<Calendar, 'reception' | 'office'>;

const countDays = (
  about: Pick<Calendar, 'id' | 'layers' | 'firstDay' | 'lastDay'>,
  read: (day: number) => DayOf,
): Counted => {
  const { id, firstDay, lastDay } = about;
  const count = lastDay - firstDay + 1;
  const spans: (readonly Span[])[] = [];
  const reasons: (DayReason | undefined)[] = [];
  const hoursSources: (string | undefined)[] = [];
  const workingUpTo = new Int32Array(count);
  const msBefore = new Float64Array(count + 1);
  const workingDays: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const day = read(firstDay + i);
    spans.push(day.spans);
    reasons.push(day.reason);
    hoursSources.push(day.hoursSource);
    if (day.spans.length > 0) workingDays.push(firstDay + i);
    workingUpTo[i] = workingDays.length;
    const worked = day.spans.reduce((sum, span) => sum + span.to - span.from, 0);
    msBefore[i + 1] = (msBefore[i] ?? 0) + Math.min(worked, DAY_MS);
  }
  if (workingDays.length === 0) {
    throw clockError('CALENDAR_WITHOUT_HOURS', `calendar ${id}`, 'no layer says when offices are open');
  }
  return {
    ...about,
    from: localDay(firstDay),
    to: localDay(lastDay),
    spans,
    reasons,
    hoursSources,
    workingUpTo,
    workingDays: Int32Array.from(workingDays),
    msBefore,
  };
};

/**
 * Lays calendar layers over each other and counts them once.
 *
 * The narrowest scope that names a date decides it: counter before unit before province before nation. Weekly hours follow the same
 * order, weekday by weekday. Two layers of one scope may not contradict each other.
 * The national layers' `covers` bound the calendar. Every question beyond them is refused.
 *
 * A counter's weekly hours say when something is handed in. They do not say which days are working days: a counter may be shut on one.
 * Its Saturday service is work on a day off (NĐ 118/2025/NĐ-CP Art. 11.3c).
 * Its hours are those of a working day on which it opens. What passes no counter comes in by the office's own hours.
 */
export const createCalendar = (id: string, source: readonly CalendarLayer[]): Calendar => {
  const layers = source.map((layer, i) => parseLayer(layer, `layers[${i}]`));
  layers.sort((a, b) => width[a.scope.kind] - width[b.scope.kind]);
  const scopes: CalendarScope[] = [];
  for (const { scope } of layers) if (!scopes.some((other) => sameScope(other, scope))) scopes.push(scope);
  const groups = scopes
    .map((scope) =>
      groupOf(
        scope,
        layers.filter((layer) => sameScope(layer.scope, scope)),
      ),
    )
    .reverse();
  const [firstDay, lastDay] = coverage(layers, id);
  const about = { id, layers, firstDay, lastDay };
  const atCounter = createReader(groups, groups);
  const offices = groups.filter(({ scope }) => scope.kind !== 'COUNTER');
  if (offices.length === groups.length) return countDays(about, atCounter);
  const atOffice = createReader(groups, offices);
  const reception = countDays(about, atCounter);
  const office = countDays(about, atOffice);
  const counted = countDays(about, (day) => {
    const [own, counter] = [atOffice(day), atCounter(day)];
    return own.spans.length > 0 && counter.spans.length > 0 ? counter : own;
  });
  const isSame = reception.workingDays.join() === counted.workingDays.join();
  return {
    ...counted,
    ...(isSame ? {} : { reception }),
    ...(hasSameHours(office, counted) ? {} : { office }),
  };
};

const hasSameHours = (one: Counted, other: Counted): boolean =>
  one.spans.every((spans, i) => {
    const others = other.spans[i] ?? [];
    return (
      spans.length === others.length &&
      spans.every(({ from, to }, n) => from === others[n]?.from && to === others[n]?.to)
    );
  });

/** Lays further layers over a calendar: province over nation, unit over province, counter over unit. */
export const overlay = (base: Calendar, id: string, layers: readonly CalendarLayer[]): Calendar =>
  createCalendar(id, [...base.layers, ...layers]);
