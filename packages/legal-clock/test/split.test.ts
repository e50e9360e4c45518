import {
  hueCounterCalendar,
  instantAt,
  isClockError,
  type RunningTerm,
  splitTerm,
  type Term,
} from '../src/index.ts';

const at = (text: string): number => instantAt(`2025-06-${text.slice(0, 2)}`, text.slice(3));
const term = (one: Term, rest: Partial<RunningTerm> = {}): RunningTerm => ({
  receivedAt: at('02 09:00'),
  rule: {
    id: 'r',
    version: '1',
    title: 'r',
    source: 'r',
    validFrom: '2025-01-01',
    terms: { ANY: [{ holder: 'a', term: one }] },
  },
  channel: 'COUNTER',
  calendar: hueCounterCalendar(),
  ...rest,
});

test('used and left make up the term, waits left out', () => {
  const fee = { interruptions: [{ reason: 'FEE' as const, from: at('03 10:00'), to: at('05 10:00') }] };
  expect(splitTerm(term({ unit: 'WORKING_DAY', amount: 5 }), at('05 10:00'))).toMatchObject({
    used: 3,
    left: 2,
  });
  expect(splitTerm(term({ unit: 'WORKING_DAY', amount: 5 }, fee), at('06 10:00'))).toMatchObject({
    used: 2,
    left: 3,
  });
  expect(splitTerm(term({ unit: 'WORKING_HOUR', amount: 8 }), at('02 15:00'))).toMatchObject({
    used: 4.5,
    left: 3.5,
  });
  expect(splitTerm(term({ unit: 'CALENDAR_DAY', amount: 5 }), at('20 10:00'))).toEqual({ used: 5, left: 0 });
});

test('a same-day procedure and a hand-over before the receipt are refused', () => {
  for (const [one, when] of [
    [{ unit: 'SAME_DAY', cutoff: '15:00' }, '02 10:00'],
    [{ unit: 'WORKING_DAY', amount: 5 }, '01 10:00'],
  ] as const) {
    try {
      splitTerm(term(one), at(when));
      throw new Error('not refused');
    } catch (error) {
      expect(isClockError(error) && error.code).toBe('BAD_HANDOVER');
    }
  }
});
