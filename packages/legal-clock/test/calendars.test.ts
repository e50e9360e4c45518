import {
  type Calendar,
  type CalendarLayer,
  computeDueDate,
  correctLayer,
  createCalendar,
  dayNumber,
  hueCounterCalendar,
  hueOfficeCalendar,
  instantAt,
  isWorkingDay,
  layersFor,
  localDay,
  nationalLayers,
  ordinalOf,
  overlay,
  shippedLayers,
  withLayer,
  workingMsUpTo,
} from '../src/index.ts';
import { stormLayer } from './support/case-calendars.ts';
import { layerOf } from './support/properties.ts';

const nation = createCalendar('nation', nationalLayers());

const daysOf = (calendar: Calendar, year: number): readonly [string, number, boolean][] => {
  const days: [string, number, boolean][] = [];
  for (let day = dayNumber(`${year}-01-01`); day <= dayNumber(`${year}-12-31`); day += 1) {
    const weekday = new Date(day * 86_400_000).getUTCDay();
    days.push([localDay(day).slice(5), weekday, isWorkingDay(calendar, day)]);
  }
  return days;
};
const hoursOn = (calendar: Calendar, day: string): number =>
  (workingMsUpTo(calendar, instantAt(day, '23:59')) - workingMsUpTo(calendar, instantAt(day))) / 3_600_000;

// The published notices of each year; weekends apart.
test.each([
  [2024, '01-01 02-08 02-09 02-12 02-13 02-14 04-18 04-29 04-30 05-01 09-02 09-03', '05-04'],
  [2025, '01-01 01-27 01-28 01-29 01-30 01-31 04-07 04-30 05-01 05-02 09-01 09-02', '04-26'],
  [
    2026,
    '01-01 01-02 02-16 02-17 02-18 02-19 02-20 04-27 04-30 05-01 08-31 09-01 09-02 11-24',
    '01-10 08-22',
  ],
  [2027, '01-01 02-04 02-05 02-08 02-09 02-10 04-16 04-30 05-03 09-02 09-03 11-24', ''],
])('%i is closed on the weekdays and open on the Saturdays of its notices', (year, closed, worked) => {
  const days = daysOf(nation, year);
  const weekdaysOff = days.filter(([, weekday, open]) => weekday >= 1 && weekday <= 5 && !open);
  const weekendsOn = days.filter(([, weekday, open]) => (weekday === 0 || weekday === 6) && open);
  expect(weekdaysOff.map(([date]) => date).join(' ')).toBe(closed);
  expect(weekendsOn.map(([date]) => date).join(' ')).toBe(worked);
});

test('each shipped day and each hours rule names its source, and only 2027 is provisional', () => {
  for (const { id, days, hours } of shippedLayers()) {
    expect([id, [...days, ...hours].filter(({ source }) => source.trim() === '')]).toEqual([id, []]);
    if (!/^vietnam-\d/.test(id)) continue;
    const statuses = new Set(days.map(({ status }) => status));
    expect([id, [...statuses]]).toEqual([id, [id === 'vietnam-2027' ? 'PROVISIONAL' : 'OFFICIAL']]);
  }
});

test('every ordinary working day in Huế has eight hours in every season', () => {
  for (const calendar of [hueCounterCalendar(), hueOfficeCalendar()]) {
    for (const year of [2024, 2025, 2026, 2027]) {
      for (const [date, , open] of daysOf(calendar, year)) {
        expect([date, hoursOn(calendar, `${year}-${date}`)]).toEqual([date, open ? 8 : 0]);
      }
    }
  }
});

test('laying scopes over each other gives the same calendar in one step or in several', () => {
  const whole = createCalendar('whole', layersFor(shippedLayers(), { province: '46', counters: ['46'] }));
  const hue = shippedLayers().filter(({ id }) => id === 'hue-hours');
  const counter = shippedLayers().filter(({ id }) => id === 'hue-counter-hours');
  const stepwise = overlay(overlay(nation, 'hue', hue), 'counter', counter);
  expect(stepwise.spans).toEqual(whole.spans);
  const wrongWay = overlay(overlay(nation, 'counter', counter), 'hue', hue);
  expect(wrongWay.spans).toEqual(whole.spans);
});

test('of two counters the one named last is the narrower, in whatever order the layers were published', () => {
  const counter = (code: string, spans: string[]): CalendarLayer => ({
    id: code,
    version: 1,
    scope: { kind: 'COUNTER', code },
    title: code,
    status: 'OFFICIAL',
    hours: [{ from: '2024-01-01', weekdays: [1], spans, source: 'x', status: 'OFFICIAL' }],
    days: [],
  });
  const layers = [counter('desk', ['08:00-10:00']), ...nationalLayers(), counter('hall', ['08:00-12:00'])];
  const hours = (counters: string[]): number =>
    hoursOn(createCalendar('c', layersFor(layers, { counters })), '2025-06-02');
  expect([hours(['hall', 'desk']), hours(['desk', 'hall'])]).toEqual([2, 4]);
});

test('a closure of one unit closes neither the province nor another unit', () => {
  const layers = [...shippedLayers(), stormLayer];
  const open = (unit?: string): boolean =>
    isWorkingDay(
      createCalendar('c', layersFor(layers, { province: '46', ...(unit ? { unit } : {}) })),
      dayNumber('2025-09-29'),
    );
  expect([open('storm'), open('other'), open()]).toEqual([false, true, true]);
});

test('new office hours end the old ones, and a day may be replaced and a year become official', () => {
  const hue = hueOfficeCalendar();
  const hours = {
    weekdays: [1, 2, 3, 4, 5],
    spans: ['08:00-12:00', '13:00-17:00'],
    source: 'x',
    status: 'OFFICIAL',
  };
  const changed = withLayer(
    hue,
    correctLayer(layerOf(hue, 'hue-hours'), [
      { op: 'END_HOURS', from: '2026-01-01', to: '2026-12-31' },
      { op: 'ADD_HOURS', rule: { from: '2027-01-01', ...hours } as CalendarLayer['hours'][number] },
    ]),
  );
  const opens = (day: string): number =>
    workingMsUpTo(changed, instantAt(day, '08:00')) - workingMsUpTo(changed, instantAt(day));
  expect([opens('2026-12-30'), opens('2027-01-04')]).toEqual([1_800_000, 0]);

  const replaced = correctLayer(layerOf(hue, 'vietnam-2027'), [
    { op: 'SET_STATUS', status: 'OFFICIAL' },
    {
      op: 'REPLACE_DAY',
      entry: {
        date: '2027-09-03',
        kind: 'MAKE_UP_WORKING',
        name: 'x',
        source: 'x',
        status: 'OFFICIAL',
        pairedWith: '2027-09-06',
      },
    },
  ]);
  expect([
    replaced.version,
    replaced.status,
    new Set(replaced.days.map(({ status }) => status)).size,
  ]).toEqual([2, 'OFFICIAL', 1]);
  expect(isWorkingDay(withLayer(hue, replaced), dayNumber('2027-09-03'))).toBe(true);
});

test('an agency that keeps another calendar has its part counted by its own', () => {
  const calendar = hueCounterCalendar();
  const storm = createCalendar(
    'storm',
    layersFor([...shippedLayers(), stormLayer], { province: '46', unit: 'storm' }),
  );
  const day = (amount: number) => ({ unit: 'WORKING_DAY' as const, amount });
  const term = {
    receivedAt: instantAt('2025-09-25', '09:00'),
    rule: {
      id: 'r',
      version: '1',
      title: 'r',
      source: 'r',
      validFrom: '2025-01-01',
      terms: {
        ANY: [
          { holder: 'counter', term: day(1) },
          { holder: 'agency', term: day(1) },
        ],
      },
    },
    channel: 'COUNTER' as const,
    calendar,
  };
  // Fri 26 at the counter; then Mon 29, which the storm closed for the agency only.
  expect(computeDueDate(term).due?.dueDay).toBe('2025-09-29');
  const { due, derivation } = computeDueDate({ ...term, calendars: { agency: storm } });
  expect(due?.dueDay).toBe('2025-09-30');
  expect(derivation.calendars?.['agency']?.layers).toContain('storm@1');
});

test('working days and working time between two moments are differences of two look-ups', () => {
  const hue = hueCounterCalendar();
  const ordinal = (day: string): number => ordinalOf(hue, dayNumber(day));
  // Fri 24 April to Wed 6 May 2026: 28, 29 April, 4, 5, 6 May.
  expect(ordinal('2026-05-06') - ordinal('2026-04-24')).toBe(5);
  const worked = (from: number, to: number): number =>
    (workingMsUpTo(hue, to) - workingMsUpTo(hue, from)) / 3_600_000;
  expect(worked(instantAt('2026-04-24', '16:00'), instantAt('2026-04-28', '09:00'))).toBe(3);
});
