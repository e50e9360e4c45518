import type { CalendarLayer, HoursRule } from '../../src/index.ts';

/**
 * One byte for each minute of the years: 1 when the office works (`open`), when the counter takes something in (`reception`), and
 * the office itself (`office`). Made straight from the layers by looking at one
 * date after the other, sharing no code with the package.
 */
export interface NaiveCalendar {
  readonly first: number;
  readonly open: Uint8Array;
  readonly reception: Uint8Array;
  readonly office: Uint8Array;
}

const DAY = 1440;
const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
const rank = ['NATION', 'PROVINCE', 'UNIT', 'COUNTER'];

/** Minutes since 1970-01-01 00:00 Vietnamese time of a date. */
export const minuteOfDate = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 60_000;

const applies = (rule: HoursRule, date: string, day: number): boolean => {
  if (date < rule.from || (rule.to !== undefined && date > rule.to) || !rule.weekdays.includes(day))
    return false;
  if (!rule.season) return true;
  const monthDay = date.slice(5);
  const { from, to } = rule.season;
  if (from <= to) return from <= monthDay && monthDay <= to;
  return monthDay >= from || monthDay <= to;
};

const weeklySpans = (layers: readonly CalendarLayer[], date: string, day: number): readonly string[] => {
  for (const layer of layers) {
    const rule = layer.hours.find((one) => applies(one, date, day));
    if (rule) return rule.spans;
  }
  return [];
};

const spansOf = (
  layers: readonly CalendarLayer[],
  hours: readonly CalendarLayer[],
  date: string,
): readonly string[] => {
  for (const layer of layers) {
    const entry = layer.days.find((day) => day.date === date);
    if (!entry) continue;
    if (entry.spans) return entry.spans;
    if (entry.kind !== 'MAKE_UP_WORKING') return [];
    return weeklySpans(hours, date, entry.pairedWith ? weekday(entry.pairedWith) : 1);
  }
  return weeklySpans(hours, date, weekday(date));
};

/** Lays the layers out minute by minute from 1 January 2024 to 31 December 2027. */
export const naiveCalendar = (layers: readonly CalendarLayer[]): NaiveCalendar => {
  const narrowFirst = [...layers]
    .sort((a, b) => rank.indexOf(a.scope.kind) - rank.indexOf(b.scope.kind))
    .reverse();
  const offices = narrowFirst.filter(({ scope }) => scope.kind !== 'COUNTER');
  const first = minuteOfDate('2024-01-01');
  const last = minuteOfDate('2028-01-01');
  const open = new Uint8Array(last - first);
  const reception = new Uint8Array(last - first);
  const ofOffice = new Uint8Array(last - first);
  for (let start = first; start < last; start += DAY) {
    const date = new Date(start * 60_000).toISOString().slice(0, 10);
    const fill = (bytes: Uint8Array, spans: readonly string[]): void => {
      for (const span of spans)
        bytes.fill(1, start - first + minuteOf(span.slice(0, 5)), start - first + minuteOf(span.slice(6)));
    };
    const counter = spansOf(narrowFirst, narrowFirst, date);
    const office = spansOf(narrowFirst, offices, date);
    fill(reception, counter);
    fill(ofOffice, office);
    if (office.length > 0) fill(open, counter.length > 0 ? counter : office);
  }
  return { first, open, reception, office: ofOffice };
};
