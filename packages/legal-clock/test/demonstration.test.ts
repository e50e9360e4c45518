import {
  classify,
  computeDueDate,
  hueCounterCalendar,
  instantAt,
  linesOf,
  type Rule,
  type RunningTerm,
} from '../src/index.ts';

const calendar = hueCounterCalendar();
const rule: Rule = {
  id: '1.004859',
  version: '2025-06-01',
  title: 'Thay đổi, cải chính hộ tịch',
  source: 'Luật Hộ tịch 2014, Điều 28',
  validFrom: '2025-06-01',
  terms: { ANY: [{ holder: 'UBND xã', term: { unit: 'WORKING_DAY', amount: 3 } }] },
};
const vectors: readonly [string, string, number, string][] = [
  ['2026-02-12', '09:00', 3, '2026-02-24'],
  ['2026-02-13', '17:30', 3, '2026-02-26'],
  ['2026-04-24', '10:00', 5, '2026-05-06'],
  ['2026-08-20', '14:00', 5, '2026-08-26'],
  ['2026-08-28', '08:00', 1, '2026-09-03'],
  ['2026-11-20', '16:10', 3, '2026-11-26'],
  ['2025-04-25', '09:00', 5, '2025-05-06'],
  ['2026-12-30', '09:00', 7, '2027-01-11'],
  ['2027-02-03', '09:00', 3, '2027-02-15'],
];

const running = (
  day: string,
  time: string,
  amount: number,
  rest: Partial<RunningTerm> = {},
): RunningTerm => ({
  receivedAt: instantAt(day, time),
  rule: { ...rule, terms: { ANY: [{ holder: 'UBND xã', term: { unit: 'WORKING_DAY', amount } }] } },
  channel: 'COUNTER',
  calendar,
  ...rest,
});

test.each(vectors)('received %s %s, %i working days: due %s', (day, time, amount, due) => {
  expect(computeDueDate(running(day, time, amount)).due?.dueDay).toBe(due);
});

test('a supplement counts anew from its completion, and the dossier closes 15 days after the notice', () => {
  const notice = { reason: 'SUPPLEMENT' as const, from: instantAt('2026-03-04', '10:00') };
  const open = computeDueDate(running('2026-03-02', '08:30', 10, { interruptions: [notice] }));
  expect(open.due).toBeUndefined();
  expect(open.suspension).toMatchObject({
    closesAfter: '2026-03-19',
    effect: 'RESET',
    left: { unit: 'WORKING_DAY', amount: 10 },
  });
  const complete = { ...notice, to: instantAt('2026-03-09', '10:00') };
  const term = running('2026-03-02', '08:30', 10, { interruptions: [complete] });
  const due = computeDueDate(term);
  expect(due.due?.dueDay).toBe('2026-03-23');
  expect(classify(term, due, instantAt('2026-03-23', '18:00')).outcome).toBe('ON_TIME');
  expect(linesOf(due.derivation).at(-1)).toEqual({
    code: 'DUE_DAY',
    params: { day: '2026-03-23', time: '17:00' },
    source: '',
  });
});
