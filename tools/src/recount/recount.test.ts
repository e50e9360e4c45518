import { instantOf } from '@lienthong/domain';
import { hueCounterCalendar, type Rule } from '@lienthong/legal-clock';
import { compare } from './compare.ts';
import { type CountedDossier, recount, recountedIndicators } from './recount.ts';

const rule: Rule = {
  id: '1.004194',
  version: 'v1',
  title: 'Đăng ký tạm trú',
  source: 'thử',
  validFrom: '2018-06-21',
  terms: { COUNTER: [{ holder: 'UBND cấp xã', term: { unit: 'WORKING_DAY', amount: 3 } }] },
  interruptions: { SUPPLEMENT: { effect: 'RESET', basis: 'thử' } },
};
const at = instantOf;
const dossier = (change: Partial<CountedDossier>): CountedDossier => ({
  unit: '20116@0',
  status: 'processing',
  subject: { procedure: { code: '1.004194', version: { version: 'v1' } }, channel: 'COUNTER' },
  receivedAt: at('2025-06-23', '08:00'),
  waits: [],
  finishedAt: 0,
  closedAt: 0,
  ...change,
});
const count = (...dossiers: CountedDossier[]) =>
  Object.fromEntries(
    [...recount(dossiers, { from: '2025-06-23', to: '2025-06-30' }, hueCounterCalendar(), () => rule)].map(
      ([key, value]) => [key.slice('20116@0|2025-06-'.length), value],
    ),
  );

test('a dossier of Monday with three working days is pending until finished, overdue from Friday on', () => {
  expect(count(dossier({ finishedAt: at('2025-06-28', '09:00'), status: 'finished' }))).toEqual({
    '23|received': 1,
    '23|pending': 1,
    '24|pending': 1,
    '25|pending': 1,
    '26|pending': 1,
    '27|pending': 1,
    '27|overdue': 1,
    '28|finished_late': 1,
  });
});

test('while it waits for a supplement it is suspended, and afterwards counted anew', () => {
  const waits = [{ from: at('2025-06-24', '09:00'), to: at('2025-06-26', '09:00') }];
  expect(count(dossier({ waits, finishedAt: at('2025-06-30', '10:00'), status: 'returned' }))).toEqual({
    '23|received': 1,
    '23|pending': 1,
    '24|pending': 1,
    '24|suspended': 1,
    '25|pending': 1,
    '25|suspended': 1,
    '26|pending': 1,
    '27|pending': 1,
    '28|pending': 1,
    '29|pending': 1,
    '30|finished_early': 1,
  });
});

test('a voided dossier never was; a withdrawn one leaves on its day', () => {
  expect(count(dossier({ status: 'voided', closedAt: at('2025-06-24') }))).toEqual({});
  expect(count(dossier({ status: 'withdrawn', closedAt: at('2025-06-24', '08:00') }))).toEqual({
    '23|received': 1,
    '23|pending': 1,
    '24|withdrawn': 1,
  });
});

test('a difference is named, also where the province shows nothing: what it does not know is no zero', () => {
  const recounted = new Map([['20116@0|2025-06-23|received', 2]]);
  const [unit, day, next] = ['20116@0', '2025-06-23', '2025-06-24'] as const;
  const zeros = [day, next].flatMap((of) =>
    recountedIndicators.map((indicator) => ({ unit, day: of, indicator, value: 0 as number | undefined })),
  );
  const rows = [
    ...zeros.filter((row) => row.indicator !== 'overdue'),
    { unit, day: next, indicator: 'pending', value: 1 },
    { unit, day, indicator: 'overdue', value: undefined },
    { unit, day: next, indicator: 'overdue', value: 0 },
  ];
  const sums = recountedIndicators.map((code) => ({ code, absent: 0 as const }));
  const { compared, differences } = compare([unit], sums, { from: day, to: next }, recounted, rows);
  expect(compared).toBe(16);
  expect(differences).toEqual([
    { unit, day, indicator: 'received', atProvince: 0, recounted: 2 },
    { unit, day, indicator: 'overdue', atProvince: undefined, recounted: 0 },
    { unit, day: next, indicator: 'pending', atProvince: 1, recounted: 0 },
  ]);
});

test('a maximum that nobody has read is not known, and no zero may stand for it', () => {
  const [unit, day] = ['20116@0', '2025-06-23'] as const;
  const highest = [{ code: 'level', absent: undefined }];
  const differ = (value: number | undefined) =>
    compare([unit], highest, { from: day, to: day }, new Map(), [{ unit, day, indicator: 'level', value }])
      .differences;
  expect(differ(undefined)).toEqual([]);
  expect(differ(0)).toEqual([{ unit, day, indicator: 'level', atProvince: 0, recounted: undefined }]);
});
