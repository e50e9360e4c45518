import { clockError } from '../errors.ts';
import { dayNumber, timeOfDay } from '../local-time.ts';
import type { CalendarLayer, CalendarScope, DayEntry, DayKind, HoursRule, Span } from './layer.ts';

const dayKinds: readonly DayKind[] = [
  'HOLIDAY',
  'COMPENSATORY',
  'SWAPPED_OFF',
  'MAKE_UP_WORKING',
  'LOCAL_CLOSURE',
];

type Unknown = Record<string, unknown>;

const record = (value: unknown, place: string): Unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw clockError('BAD_LAYER', place, 'an object is expected');
  }
  return value as Unknown;
};

const text = (value: unknown, place: string): string => {
  if (typeof value !== 'string' || value.trim() === '') {
    throw clockError('BAD_LAYER', place, 'a text is expected');
  }
  return value;
};

const list = (value: unknown, place: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw clockError('BAD_LAYER', place, 'a list is expected');
  return value;
};

const oneOf = <T extends string>(value: unknown, allowed: readonly T[], place: string): T => {
  if (!allowed.includes(value as T)) {
    throw clockError('BAD_LAYER', place, `"${String(value)}" is none of ${allowed.join(', ')}`);
  }
  return value as T;
};

/** Refuses fields that nothing reads: a misspelt field with legal effect must not be dropped in silence. */
const onlyKnown = (value: Unknown, known: readonly string[], place: string): void => {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw clockError('BAD_LAYER', `${place}.${key}`, 'unknown field');
  }
};

/** Opening hours from `HH:MM-HH:MM` texts: each must end after it starts, and none may overlap the one before. */
export const parseSpans = (spans: readonly unknown[], place: string): readonly Span[] => {
  const parsed: Span[] = [];
  spans.forEach((span, i) => {
    const at = `${place}[${i}]`;
    const [from, to, rest] = typeof span === 'string' ? span.split('-') : [];
    if (from === undefined || to === undefined || rest !== undefined) {
      throw clockError('BAD_HOURS', at, `"${String(span)}" is not HH:MM-HH:MM`);
    }
    const next = { from: timeOfDay(from, at), to: timeOfDay(to, at) };
    if (next.to <= next.from) throw clockError('BAD_HOURS', at, `"${String(span)}" ends before it starts`);
    const before = parsed.at(-1);
    if (before && next.from < before.to) {
      throw clockError('HOURS_OVERLAP', at, `"${String(span)}" overlaps the hours before it`);
    }
    parsed.push(next);
  });
  return parsed;
};

const parseScope = (value: unknown, place: string): CalendarScope => {
  const scope = record(value, place);
  onlyKnown(scope, ['kind', 'code'], place);
  const kind = oneOf(scope['kind'], ['NATION', 'PROVINCE', 'UNIT', 'COUNTER'] as const, `${place}.kind`);
  return kind === 'NATION' ? { kind } : { kind, code: text(scope['code'], `${place}.code`) };
};

const statuses = ['PROVISIONAL', 'OFFICIAL'] as const;

const parseDay = (value: unknown, place: string): DayEntry => {
  const day = record(value, place);
  onlyKnown(day, ['date', 'kind', 'name', 'source', 'status', 'pairedWith', 'spans'], place);
  const kind = oneOf(day['kind'], dayKinds, `${place}.kind`);
  dayNumber(day['date'] as string, `${place}.date`);
  if (day['pairedWith'] !== undefined) dayNumber(day['pairedWith'] as string, `${place}.pairedWith`);
  if (day['spans'] !== undefined) {
    if (kind !== 'MAKE_UP_WORKING' && kind !== 'LOCAL_CLOSURE') {
      throw clockError('BAD_HOURS', `${place}.spans`, `a day of kind ${kind} has no open hours`);
    }
    const spans = parseSpans(list(day['spans'], `${place}.spans`), `${place}.spans`);
    if (kind === 'MAKE_UP_WORKING' && spans.length === 0) {
      throw clockError('BAD_HOURS', `${place}.spans`, 'a make-up working day has open hours');
    }
  }
  text(day['name'], `${place}.name`);
  text(day['source'], `${place}.source`);
  oneOf(day['status'], statuses, `${place}.status`);
  return value as DayEntry;
};

const seasonDay = (value: unknown, place: string): string => {
  const day = text(value, place);
  // A leap year, so that 29 February may end a season.
  dayNumber(`2024-${day}`, place);
  return day;
};

const parseHours = (value: unknown, place: string): HoursRule => {
  const rule = record(value, place);
  onlyKnown(rule, ['from', 'to', 'season', 'weekdays', 'spans', 'source', 'status'], place);
  const from = dayNumber(rule['from'] as string, `${place}.from`);
  if (rule['to'] !== undefined && dayNumber(rule['to'] as string, `${place}.to`) < from) {
    throw clockError('BAD_HOURS', `${place}.to`, 'ends before it starts');
  }
  if (rule['season'] !== undefined) {
    const season = record(rule['season'], `${place}.season`);
    onlyKnown(season, ['from', 'to'], `${place}.season`);
    seasonDay(season['from'], `${place}.season.from`);
    seasonDay(season['to'], `${place}.season.to`);
  }
  list(rule['weekdays'], `${place}.weekdays`).forEach((weekday, i) => {
    if (!Number.isInteger(weekday) || (weekday as number) < 1 || (weekday as number) > 7) {
      throw clockError('BAD_HOURS', `${place}.weekdays[${i}]`, 'a weekday is 1 (Monday) to 7 (Sunday)');
    }
  });
  parseSpans(list(rule['spans'], `${place}.spans`), `${place}.spans`);
  text(rule['source'], `${place}.source`);
  oneOf(rule['status'], statuses, `${place}.status`);
  return value as HoursRule;
};

/** Checks one layer read from data and returns it typed. Every refusal names the place, as `<id>.days[3].kind`. */
export const parseLayer = (value: unknown, name = 'layer'): CalendarLayer => {
  const layer = record(value, name);
  const id = text(layer['id'], `${name}.id`);
  onlyKnown(layer, ['id', 'version', 'scope', 'title', 'status', 'covers', 'hours', 'days'], id);
  if (!Number.isInteger(layer['version']) || (layer['version'] as number) < 1) {
    throw clockError('BAD_LAYER', `${id}.version`, 'a version is a whole number from 1');
  }
  parseScope(layer['scope'], `${id}.scope`);
  text(layer['title'], `${id}.title`);
  oneOf(layer['status'], statuses, `${id}.status`);
  if (layer['covers'] !== undefined) {
    const covers = record(layer['covers'], `${id}.covers`);
    onlyKnown(covers, ['from', 'to'], `${id}.covers`);
    const from = dayNumber(covers['from'] as string, `${id}.covers.from`);
    if (dayNumber(covers['to'] as string, `${id}.covers.to`) < from) {
      throw clockError('BAD_LAYER', `${id}.covers.to`, 'ends before it starts');
    }
  }
  list(layer['hours'], `${id}.hours`).forEach((rule, i) => parseHours(rule, `${id}.hours[${i}]`));
  const days = list(layer['days'], `${id}.days`).map((day, i) => parseDay(day, `${id}.days[${i}]`));
  refuseRepeatedDays(days, id);
  refuseLoneSwaps(days, id);
  return value as CalendarLayer;
};

/**
 * A day off that was swapped for one that nobody makes up would be a working day lost for everybody, in silence. One notice says both. Asked when a layer is published: a site that lays out what was published refuses no calendar for it.
 */
const refuseLoneSwaps = (days: readonly DayEntry[], id: string): void =>
  refuseSwaps(days, id, (date, pairedWith) => pairedWith.slice(0, 4) === date.slice(0, 4), days);

/**
 * The same of swaps across a year's end: the other day stands in the calendar of another year.
 *
 * @param year of the days that `others` name.
 */
export const refuseLoneSwapsWith = (
  { id, days }: CalendarLayer,
  year: string,
  others: readonly CalendarLayer[],
): void =>
  refuseSwaps(
    days,
    id,
    (date, pairedWith) => pairedWith.startsWith(year) && !date.startsWith(year),
    others.flatMap((layer) => layer.days),
  );

const refuseSwaps = (
  days: readonly DayEntry[],
  id: string,
  isAsked: (date: string, pairedWith: string) => boolean,
  others: readonly DayEntry[],
): void => {
  days.forEach(({ kind, date, pairedWith }, i) => {
    if (kind !== 'SWAPPED_OFF' || pairedWith === undefined || !isAsked(date, pairedWith)) return;
    const isMadeUp = others.some(
      (made) =>
        made.date === pairedWith && made.kind === 'MAKE_UP_WORKING' && (made.pairedWith ?? date) === date,
    );
    if (isMadeUp) return;
    const message = `${date} is swapped for ${pairedWith}, which nobody works`;
    throw clockError('SWAP_NOT_MADE_UP', `${id}.days[${i}].pairedWith`, message);
  });
};

const refuseRepeatedDays = (days: readonly DayEntry[], id: string): void => {
  const seen = new Map<string, number>();
  days.forEach((day, i) => {
    const first = seen.get(day.date);
    if (first !== undefined) {
      const kinds = `${days[first]?.kind} in days[${first}] and ${day.kind}`;
      throw clockError('DUPLICATE_DAY', `${id}.days[${i}]`, `${day.date} stands twice: ${kinds}`);
    }
    seen.set(day.date, i);
  });
};
