import { clockError } from '../errors.ts';
import { type LocalDay, localDay } from '../local-time.ts';
import { type Calendar, receptionOf } from './calendar.ts';
import { createCalendar } from './create-calendar.ts';
import type { CalendarLayer, CalendarStatus, DayEntry, DayReason, HoursRule, Span } from './layer.ts';
import { parseLayer } from './parse-layer.ts';

/** What may happen to a published layer. Nothing is overwritten in silence: each names what it expects to find. */
export type Correction =
  | { readonly op: 'ADD_DAY'; readonly entry: DayEntry }
  | { readonly op: 'REPLACE_DAY'; readonly entry: DayEntry }
  | { readonly op: 'REMOVE_DAY'; readonly date: LocalDay }
  | { readonly op: 'ADD_HOURS'; readonly rule: HoursRule }
  /** Ends an hours rule, so that another may follow it. */
  | { readonly op: 'END_HOURS'; readonly from: LocalDay; readonly to: LocalDay }
  /** The notice is out: the layer and its days become official, or provisional again. */
  | { readonly op: 'SET_STATUS'; readonly status: CalendarStatus };

const correctOnce = (layer: CalendarLayer, correction: Correction, place: string): CalendarLayer => {
  switch (correction.op) {
    case 'ADD_DAY': {
      const { entry } = correction;
      if (layer.days.some(({ date }) => date === entry.date)) {
        throw clockError('DUPLICATE_DAY', place, `${layer.id} already names ${entry.date}: replace it`);
      }
      return { ...layer, days: [...layer.days, entry].sort((a, b) => (a.date < b.date ? -1 : 1)) };
    }
    case 'REPLACE_DAY':
    case 'REMOVE_DAY': {
      const date = correction.op === 'REMOVE_DAY' ? correction.date : correction.entry.date;
      if (!layer.days.some((day) => day.date === date)) {
        throw clockError('BAD_CORRECTION', place, `${layer.id} does not name ${date}`);
      }
      const others = layer.days.filter((day) => day.date !== date);
      if (correction.op === 'REMOVE_DAY') return { ...layer, days: others };
      return { ...layer, days: [...others, correction.entry].sort((a, b) => (a.date < b.date ? -1 : 1)) };
    }
    case 'ADD_HOURS':
      return { ...layer, hours: [...layer.hours, correction.rule] };
    case 'END_HOURS': {
      if (!layer.hours.some(({ from }) => from === correction.from)) {
        throw clockError('BAD_CORRECTION', place, `${layer.id} has no hours from ${correction.from}`);
      }
      const { from, to } = correction;
      return { ...layer, hours: layer.hours.map((rule) => (rule.from === from ? { ...rule, to } : rule)) };
    }
    case 'SET_STATUS': {
      const { status } = correction;
      return { ...layer, status, days: layer.days.map((day) => ({ ...day, status })) };
    }
    default: {
      const never: never = correction;
      return never;
    }
  }
};

/** Applies corrections in order and returns the next version of the layer, checked as if it were read from data. */
export const correctLayer = (layer: CalendarLayer, corrections: readonly Correction[]): CalendarLayer => {
  const corrected = corrections.reduce(
    (current, correction, i) => correctOnce(current, correction, `corrections[${i}]`),
    layer,
  );
  return parseLayer({ ...corrected, version: layer.version + 1 }, layer.id);
};

/** The calendar with a newer version of one of its layers, or with a further layer. */
export const withLayer = (calendar: Calendar, layer: CalendarLayer): Calendar => {
  const known = calendar.layers.find(({ id }) => id === layer.id);
  if (known && layer.version <= known.version) {
    throw clockError('BAD_CORRECTION', layer.id, `version ${layer.version} is not after ${known.version}`);
  }
  return createCalendar(calendar.id, [...calendar.layers.filter(({ id }) => id !== layer.id), layer]);
};

/** A date on which two calendars differ in opening hours. */
export interface ChangedDay {
  readonly date: LocalDay;
  readonly wasOpen: boolean;
  readonly isOpen: boolean;
  readonly before?: DayReason;
  readonly after?: DayReason;
}

const sameSpans = (a: readonly Span[], b: readonly Span[]): boolean =>
  a.length === b.length && a.every((span, i) => span.from === b[i]?.from && span.to === b[i]?.to);

const spansAt = (calendar: Calendar, day: number): readonly Span[] =>
  calendar.spans[day - calendar.firstDay] ?? [];

/** The dates whose hours differ, of the office or of its counter, ascending. Only dates that both calendars hold are compared. */
export const diffCalendars = (before: Calendar, after: Calendar): readonly ChangedDay[] => {
  const changed: ChangedDay[] = [];
  const last = Math.min(before.lastDay, after.lastDay);
  for (let day = Math.max(before.firstDay, after.firstDay); day <= last; day += 1) {
    const isOffice = !sameSpans(spansAt(before, day), spansAt(after, day));
    const [then, since] = isOffice ? [before, after] : [receptionOf(before), receptionOf(after)];
    const [old, now] = [spansAt(then, day), spansAt(since, day)];
    if (sameSpans(old, now)) continue;
    const [was, is] = [then.reasons[day - then.firstDay], since.reasons[day - since.firstDay]];
    changed.push({
      date: localDay(day),
      wasOpen: old.length > 0,
      isOpen: now.length > 0,
      ...(was ? { before: was } : {}),
      ...(is ? { after: is } : {}),
    });
  }
  return changed;
};
