import {
  computeDueDate,
  correctLayer,
  diffCalendars,
  hueCounterCalendar,
  instantAt,
  layerVersions,
  previewRecompute,
  type RunningItem,
  type RunningTerm,
  withLayer,
} from '../src/index.ts';
import { layerOf } from './support/properties.ts';
import { createRandom, randomTerm, withChanges } from './support/random-case.ts';

const before = hueCounterCalendar();
const bridge = {
  date: '2026-11-23',
  kind: 'SWAPPED_OFF',
  name: 'Hoán đổi',
  source: 'đề xuất',
  status: 'PROVISIONAL',
} as const;
const after = withLayer(
  before,
  correctLayer(layerOf(before, 'vietnam-2026'), [{ op: 'ADD_DAY', entry: bridge }]),
);

const item = (id: string, day: string, rest: Partial<RunningTerm> = {}): RunningItem => ({
  id,
  term: {
    receivedAt: instantAt(day, '09:00'),
    rule: {
      id: 'r',
      version: '1',
      title: 'r',
      source: 'r',
      validFrom: '2025-01-01',
      terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount: 3 } }] },
    },
    channel: 'COUNTER',
    calendar: before,
    ...rest,
  },
});

test('a correction is a new version of its layer, and says which days it changes', () => {
  expect(layerVersions(after)).toContain('vietnam-2026@2');
  expect(diffCalendars(before, after)).toEqual([
    expect.objectContaining({ date: '2026-11-23', wasOpen: true, isOpen: false }),
  ]);
});

test('the preview lists whose date moves, old, new and why, and leaves the others out', () => {
  const waiting = { interruptions: [{ reason: 'FEE' as const, from: instantAt('2026-11-20', '10:00') }] };
  const preview = previewRecompute(
    [
      item('moves', '2026-11-20'),
      item('before', '2026-11-10'),
      item('after', '2026-11-25'),
      item('waits', '2026-11-19', waiting),
    ],
    before,
    after,
  );
  expect(
    preview.changes.map(({ id, before: old, after: now, because }) => [
      id,
      old?.dueDay,
      now?.dueDay,
      because[0]?.date,
    ]),
  ).toEqual([['moves', '2026-11-26', '2026-11-27', '2026-11-23']]);
  expect([preview.terms, preview.untouched]).toEqual([4, 2]);
});

test('the preview finds exactly the terms whose date differs when all are counted again', () => {
  const random = createRandom(20261123);
  // Extensions and hand-overs too: what was promised by name is counted again like the rest.
  const items = Array.from({ length: 3000 }, (_, i) => ({
    id: String(i),
    term: withChanges(random, randomTerm(random, before), [before]),
  }));
  const now = (term: RunningTerm): RunningTerm => ({
    ...term,
    calendar: after,
    ...(term.calendars ? { calendars: { A: after } } : {}),
  });
  const expected = items
    .filter(({ term }) => computeDueDate(term).due?.dueAt !== computeDueDate(now(term)).due?.dueAt)
    .map(({ id }) => id);
  expect(expected.length).toBeGreaterThan(10);
  expect(previewRecompute(items, before, after).changes.map(({ id }) => id)).toEqual(expected);
});

test('a date that goes because a wait now begins inside the term is listed without a date after', () => {
  // Due Wed 25 November before and Thu 26 after; the wait begins on the 26th and lasts.
  const interruptions = [{ reason: 'FEE' as const, from: instantAt('2026-11-26', '09:00') }];
  const late = item('late wait', '2026-11-19', { interruptions });
  const there = previewRecompute([late], before, after).changes;
  expect(there.map((change) => [change.before?.dueDay, change.after])).toEqual([['2026-11-25', undefined]]);
  const back = previewRecompute(
    [item('late wait', '2026-11-19', { interruptions, calendar: after })],
    after,
    before,
  );
  expect(back.changes.map((change) => [change.before, change.after?.dueDay])).toEqual([
    [undefined, '2026-11-25'],
  ]);
});
