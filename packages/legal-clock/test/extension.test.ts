import {
  type Calendar,
  classify,
  computeDueDate,
  correctLayer,
  type DayEntry,
  hueCounterCalendar,
  instantAt,
  previewRecompute,
  refuseExtension,
  type RunningTerm,
  withLayer,
} from '../src/index.ts';
import { layerOf } from './support/properties.ts';

const calendar = hueCounterCalendar();
/** Received Monday 1 June 2026, due Monday 8, moved to Friday 12 on Friday 5. */
const moved: RunningTerm = {
  receivedAt: instantAt('2026-06-01', '09:00'),
  rule: {
    id: 'r',
    version: '1',
    title: 'r',
    source: 'r',
    validFrom: '2025-01-01',
    terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount: 5 } }] },
  },
  channel: 'COUNTER',
  calendar,
  extensions: [{ at: instantAt('2026-06-05', '09:00'), newDueDay: '2026-06-12', reason: 'x' }],
};
const withDay = (date: string, kind: DayEntry['kind']): Calendar =>
  withLayer(
    calendar,
    correctLayer(layerOf(calendar, 'vietnam-2026'), [
      { op: 'ADD_DAY', entry: { date, kind, name: 'x', source: 'x', status: 'OFFICIAL' } },
    ]),
  );
const dates = (term: RunningTerm): unknown[] => {
  const { due, original, findings } = computeDueDate(term);
  return [due?.dueDay, original?.dueDay, findings.map(({ code }) => code)];
};

test('an extension in time binds, and the first date is kept beside it', () => {
  refuseExtension(moved);
  expect(dates(moved)).toEqual(['2026-06-12', '2026-06-08', []]);
});

test('a promised day that is closed later moves to the next open one, and the preview says so', () => {
  const after = withDay('2026-06-12', 'HOLIDAY');
  expect(dates({ ...moved, calendar: after })).toEqual(['2026-06-15', '2026-06-08', []]);
  const { changes } = previewRecompute([{ id: 'x', term: moved }], calendar, after);
  expect(changes.map(({ before, after: now }) => [before?.dueDay, now?.dueDay])).toEqual([
    ['2026-06-12', '2026-06-15'],
  ]);
});

test('a make-up day published later brings the first date forward, and the promise stays', () => {
  const term = { ...moved, calendar: withDay('2026-06-06', 'MAKE_UP_WORKING') };
  const late = { ...term, extensions: [{ ...moved.extensions?.[0], at: instantAt('2026-06-07', '09:00') }] };
  expect(dates(term)).toEqual(['2026-06-12', '2026-06-06', []]);
  expect(dates(late as RunningTerm)).toEqual(['2026-06-12', '2026-06-06', ['EXTENSION_LATE']]);
});

test('a first date that comes to lie after the promised day makes the extension void', () => {
  const extensions = [{ at: instantAt('2026-06-05', '09:00'), newDueDay: '2026-06-09', reason: 'x' }];
  const closed = correctLayer(layerOf(calendar, 'vietnam-2026'), [
    {
      op: 'ADD_DAY',
      entry: { date: '2026-06-08', kind: 'HOLIDAY', name: 'x', source: 'x', status: 'OFFICIAL' },
    },
  ]);
  const term = { ...moved, extensions, calendar: withLayer(calendar, closed) };
  expect(dates({ ...moved, extensions })).toEqual(['2026-06-09', '2026-06-08', []]);
  expect(dates(term)).toEqual(['2026-06-09', '2026-06-09', ['EXTENSION_DROPPED']]);
  const due = computeDueDate(term);
  expect(classify(term, due, instantAt('2026-06-09', '10:00')).outcome).toBe('ON_TIME');
});
