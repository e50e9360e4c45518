import {
  type CalendarLayer,
  correctLayer,
  createCalendar,
  hueCounterCalendar,
  nationalLayers,
  parseLayer,
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

const hue = hueCounterCalendar();

/** Calendar data that contradicts itself: name, attempt, and the code and place of the refusal. */
export const badCalendars: readonly [string, () => unknown, string][] = [
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
    'a day off that was swapped for one that nobody works',
    () =>
      createCalendar('c', [
        parsed({ hours: [hours], days: [{ ...day, kind: 'SWAPPED_OFF', pairedWith: '2025-06-07' }] }),
      ]),
    'SWAP_NOT_MADE_UP x.days[0].pairedWith',
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
      correctLayer(layerOf(hue, 'vietnam-2025'), [
        { op: 'ADD_DAY', entry: { ...day, date: '2025-09-02', kind: 'HOLIDAY', status: 'OFFICIAL' } },
      ]),
    'DUPLICATE_DAY corrections[0]',
  ],
  [
    'removing a day that is not there',
    () => correctLayer(layerOf(hue, 'vietnam-2025'), [{ op: 'REMOVE_DAY', date: '2025-09-05' }]),
    'BAD_CORRECTION corrections[0]',
  ],
  [
    'an older version of a layer',
    () => withLayer(hue, layerOf(hue, 'vietnam-2025')),
    'BAD_CORRECTION vietnam-2025',
  ],
];
