import {
  computeDueDate,
  type Finding,
  hueCounterCalendar,
  instantAt,
  type RunningTerm,
} from '../src/index.ts';

const term: RunningTerm = {
  receivedAt: instantAt('2025-06-02', '09:00'),
  rule: {
    id: 'r',
    version: '1',
    title: 'r',
    source: 'r',
    validFrom: '2025-01-01',
    terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount: 10 } }] },
  },
  channel: 'COUNTER',
  calendar: hueCounterCalendar(),
};
const papers = (from: string, to: string) => ({
  reason: 'SUPPLEMENT' as const,
  from: instantAt(from, '09:00'),
  to: instantAt(to, '09:00'),
});
const codes = (rest: Partial<RunningTerm>): readonly Finding[] =>
  computeDueDate({ ...term, ...rest }).findings;

test('a notice within three working days and papers within fifteen days are in order', () => {
  expect(codes({ interruptions: [papers('2025-06-05', '2025-06-20')] })).toEqual([]);
});

test('a late notice, late papers, a second request and a request after the end are remarked', () => {
  expect(codes({ interruptions: [papers('2025-06-06', '2025-06-09')] })).toEqual([
    { code: 'NOTICE_LATE', interruption: 0 },
  ]);
  expect(codes({ interruptions: [papers('2025-06-05', '2025-06-23')] })).toEqual([
    { code: 'COMPLETED_AFTER_LIMIT', interruption: 0 },
  ]);
  expect(
    codes({ interruptions: [papers('2025-06-03', '2025-06-04'), papers('2025-06-05', '2025-06-06')] }),
  ).toEqual([{ code: 'ASKED_TWICE', interruption: 1 }]);
  const after = {
    reason: 'FEE' as const,
    from: instantAt('2025-06-17', '09:00'),
    to: instantAt('2025-06-18', '09:00'),
  };
  expect(codes({ interruptions: [after] })).toEqual([{ code: 'AFTER_TERM_RAN_OUT', interruption: 0 }]);
});

test('a date that rests on a provisional year says so', () => {
  expect(codes({ receivedAt: instantAt('2026-12-30', '09:00') })).toEqual([{ code: 'PROVISIONAL_CALENDAR' }]);
});

test('an extension made void by counting anew is remarked', () => {
  const extensions = [{ at: instantAt('2025-06-03', '09:00'), newDueDay: '2025-06-20', reason: 'x' }];
  expect(codes({ extensions, interruptions: [papers('2025-06-04', '2025-06-09')] })).toEqual([
    { code: 'EXTENSION_DROPPED' },
  ]);
});
