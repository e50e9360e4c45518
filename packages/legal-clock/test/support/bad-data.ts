import {
  type CalendarLayer,
  computeDueDate,
  correctLayer,
  createCalendar,
  hueCounterCalendar,
  instantAt,
  nationalLayers,
  parseLayer,
  type Rule,
  type RunningTerm,
  refuseExtension,
  refuseRule,
  withLayer,
} from '../../src/index.ts';
import { layerOf } from './properties.ts';

const day = { date: '2025-06-04', kind: 'HOLIDAY', name: 'x', source: 'x', status: 'OFFICIAL' };
const hours = { from: '2025-01-01', weekdays: [1], spans: ['07:30-11:30'], source: 'x', status: 'OFFICIAL' };
const layer = (rest: object): unknown => ({
  id: 'x',
  version: 1,
  scope: { kind: 'NATION' },
  title: 'x',
  status: 'OFFICIAL',
  covers: { from: '2025-01-01', to: '2025-12-31' },
  hours: [],
  days: [],
  ...rest,
});
const parsed = (rest: object): CalendarLayer => parseLayer(layer(rest));

const rule: Rule = {
  id: 'r',
  version: '1',
  title: 'r',
  source: 'r',
  validFrom: '2025-01-01',
  terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount: 5 } }] },
};
const term: RunningTerm = {
  receivedAt: instantAt('2025-06-02', '09:00'),
  rule,
  channel: 'COUNTER',
  calendar: hueCounterCalendar(),
};
const at = (text: string): number => instantAt(`2025-06-${text.slice(0, 2)}`, text.slice(3));

const calendars: readonly [string, () => unknown, string][] = [
  [
    'a holiday twice with different kinds',
    () => parsed({ days: [day, { ...day, kind: 'SWAPPED_OFF' }] }),
    'DUPLICATE_DAY x.days[1]',
  ],
  [
    'a day that two layers of one scope name',
    () =>
      createCalendar('c', [parsed({ days: [day], hours: [hours] }), { ...parsed({ days: [day] }), id: 'y' }]),
    'DUPLICATE_DAY y.days[0]',
  ],
  [
    'office hours that overlap',
    () => parsed({ hours: [{ ...hours, spans: ['07:30-11:30', '11:00-17:00'] }] }),
    'HOURS_OVERLAP x.hours[0].spans[1]',
  ],
  [
    'two hours rules for one weekday',
    () => createCalendar('c', [parsed({ hours: [hours, { ...hours, from: '2025-03-01' }] })]),
    'HOURS_OVERLAP x.hours[1]',
  ],
  [
    'hours that end before they start',
    () => parsed({ hours: [{ ...hours, spans: ['11:30-07:30'] }] }),
    'BAD_HOURS x.hours[0].spans[0]',
  ],
  [
    'a time that is none',
    () => parsed({ hours: [{ ...hours, spans: ['07:30-25:00'] }] }),
    'BAD_HOURS x.hours[0].spans[0]',
  ],
  [
    'a weekday that is none',
    () => parsed({ hours: [{ ...hours, weekdays: [0] }] }),
    'BAD_HOURS x.hours[0].weekdays[0]',
  ],
  ['a date that is none', () => parsed({ days: [{ ...day, date: '2025-02-30' }] }), 'BAD_DAY x.days[0].date'],
  ['a kind that is none', () => parsed({ days: [{ ...day, kind: 'FEAST' }] }), 'BAD_LAYER x.days[0].kind'],
  [
    'a day without its source',
    () => parsed({ days: [{ ...day, source: '' }] }),
    'BAD_LAYER x.days[0].source',
  ],
  [
    'a field that nothing reads',
    () => parsed({ days: [{ ...day, colour: 'red' }] }),
    'BAD_LAYER x.days[0].colour',
  ],
  [
    'open hours on a holiday',
    () => parsed({ days: [{ ...day, spans: ['07:30-11:30'] }] }),
    'BAD_HOURS x.days[0].spans',
  ],
  [
    'a gap between the years',
    () =>
      createCalendar(
        'c',
        nationalLayers().filter(({ id }) => id !== 'vietnam-2025'),
      ),
    'CALENDAR_GAP calendar c',
  ],
  ['a calendar without hours', () => createCalendar('c', [parsed({})]), 'CALENDAR_WITHOUT_HOURS calendar c'],
  [
    'a calendar that covers nothing',
    () => createCalendar('c', [parsed({ covers: undefined })]),
    'BAD_LAYER calendar c',
  ],
  [
    'adding a day that is there',
    () =>
      correctLayer(layerOf(term.calendar, 'vietnam-2025'), [
        { op: 'ADD_DAY', entry: { ...day, date: '2025-09-02', kind: 'HOLIDAY', status: 'OFFICIAL' } },
      ]),
    'DUPLICATE_DAY corrections[0]',
  ],
  [
    'removing a day that is not there',
    () => correctLayer(layerOf(term.calendar, 'vietnam-2025'), [{ op: 'REMOVE_DAY', date: '2025-09-05' }]),
    'BAD_CORRECTION corrections[0]',
  ],
  [
    'an older version of a layer',
    () => withLayer(term.calendar, layerOf(term.calendar, 'vietnam-2025')),
    'BAD_CORRECTION vietnam-2025',
  ],
];

const withTerm = (amount: number): Rule => ({
  ...rule,
  terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount } }] },
});
const wait = (from: string, to?: string) => ({
  reason: 'FEE' as const,
  from: at(from),
  ...(to ? { to: at(to) } : {}),
});
const move = (when: string, newDueDay: string) => ({ at: at(when), newDueDay, reason: 'x' });

const terms: readonly [string, () => unknown, string][] = [
  ['a negative term', () => refuseRule(withTerm(-3)), 'BAD_TERM r@1.terms.ANY[0].term.amount'],
  ['half a day', () => refuseRule(withTerm(2.5)), 'BAD_TERM r@1.terms.ANY[0].term.amount'],
  ['a rule without a term', () => refuseRule({ ...rule, terms: {} }), 'BAD_RULE r@1.terms'],
  [
    'a rule that ends before it starts',
    () => refuseRule({ ...rule, validTo: '2024-01-01' }),
    'BAD_RULE r@1.validTo',
  ],
  [
    'a reading that is none',
    () => refuseRule({ ...rule, readings: { afterHours: 'NEVER' as never } }),
    'BAD_RULE r@1.readings.afterHours',
  ],
  [
    'a limit without its consequence',
    () =>
      refuseRule({
        ...rule,
        interruptions: { FEE: { effect: 'PAUSE', basis: 'x', atMost: { unit: 'CALENDAR_DAY', amount: 5 } } },
      }),
    'BAD_RULE r@1.interruptions.FEE',
  ],
  [
    'a channel without a term',
    () => computeDueDate({ ...term, channel: 'POST', rule: { ...rule, terms: { COUNTER: rule.terms.ANY } } }),
    'NO_TERM_FOR_CHANNEL r@1.terms',
  ],
  [
    'a resume before its suspension',
    () =>
      computeDueDate({
        ...term,
        interruptions: [wait('03 09:00', '04 09:00'), wait('05 09:00', '04 09:00')],
      }),
    'RESUME_BEFORE_SUSPENSION interruptions[1].to',
  ],
  [
    'an interruption before the receipt',
    () => computeDueDate({ ...term, interruptions: [wait('01 09:00')] }),
    'INTERRUPTION_BEFORE_RECEIPT interruptions[0].from',
  ],
  [
    'an extension on the due day',
    () => refuseExtension({ ...term, extensions: [move('09 08:00', '2025-06-13')] }),
    'EXTENSION_TOO_LATE extensions[0].at',
  ],
  [
    'a second extension',
    () =>
      refuseExtension({
        ...term,
        extensions: [move('05 08:00', '2025-06-13'), move('06 08:00', '2025-06-16')],
      }),
    'EXTENSION_TWICE extensions[1]',
  ],
  [
    'an extension to an earlier day',
    () => refuseExtension({ ...term, extensions: [move('05 08:00', '2025-06-06')] }),
    'EXTENSION_NOT_LATER extensions[0].newDueDay',
  ],
  [
    'an extension to a closed day',
    () => refuseExtension({ ...term, extensions: [move('05 08:00', '2025-06-14')] }),
    'EXTENSION_ON_CLOSED_DAY extensions[0].newDueDay',
  ],
  [
    'an extension while the clock stands still',
    () =>
      refuseExtension({
        ...term,
        interruptions: [wait('04 09:00', '09 09:00')],
        extensions: [move('05 08:00', '2025-06-13')],
      }),
    'EXTENSION_WHILE_SUSPENDED extensions[0]',
  ],
  [
    'an extension before the receipt',
    () => computeDueDate({ ...term, extensions: [move('01 08:00', '2025-06-13')] }),
    'EXTENSION_BEFORE_RECEIPT extensions[0].at',
  ],
  [
    'hand-overs out of order',
    () =>
      computeDueDate({
        ...term,
        handOvers: [
          { at: at('04 09:00'), to: 'b', why: 'NEXT_STAGE' },
          { at: at('03 09:00'), to: 'c', why: 'NEXT_STAGE' },
        ],
      }),
    'BAD_HANDOVER handOvers[1].at',
  ],
  [
    'a receipt beyond the calendar',
    () => computeDueDate({ ...term, receivedAt: instantAt('2028-01-03', '09:00') }),
    'BEYOND_CALENDAR calendar hue-counter',
  ],
  [
    'a term that leaves the calendar',
    () => computeDueDate({ ...term, receivedAt: instantAt('2027-12-30', '09:00') }),
    'BEYOND_CALENDAR calendar hue-counter',
  ],
  [
    'hours that leave the calendar',
    () =>
      computeDueDate({
        ...term,
        receivedAt: instantAt('2027-12-31', '16:00'),
        rule: { ...rule, terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_HOUR', amount: 8 } }] } },
      }),
    'BEYOND_CALENDAR calendar hue-counter',
  ],
];

export interface BadData {
  readonly name: string;
  readonly attempt: () => unknown;
  /** The code and the place of the refusal. */
  readonly expected: string;
}

/** Data that contradicts itself or that nothing can be counted by, with the refusal that names its place. */
export const badData: readonly BadData[] = [...calendars, ...terms].map(([name, attempt, expected]) => ({
  name,
  attempt,
  expected,
}));
