import {
  computeWithTransition,
  getRuleOn,
  hueCounterCalendar,
  instantAt,
  isClockError,
  type Rule,
  ruleAtReceipt,
  type RunningTerm,
} from '../src/index.ts';

const version = (name: string, amount: number, validFrom: string, lastDay?: string): Rule => ({
  id: 'r',
  version: name,
  title: 'r',
  source: 'r',
  validFrom,
  ...(lastDay ? { lastDay } : {}),
  terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount } }] },
});
const old = version('1', 10, '2025-01-01', '2025-06-09');
const now = version('2', 5, '2025-06-10');
const term: RunningTerm = {
  receivedAt: instantAt('2025-06-02', '09:00'),
  rule: old,
  channel: 'COUNTER',
  calendar: hueCounterCalendar(),
};
const favourable = { policy: 'MORE_FAVOURABLE', countFrom: 'RECEIPT', source: 'x' } as const;
const refusal = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    if (isClockError(error)) return `${error.code} ${error.place}`;
    throw error;
  }
  return 'nothing refused';
};

test('a dossier keeps the version in force on the Vietnamese day of its receipt', () => {
  expect(ruleAtReceipt([old, now], instantAt('2025-06-09', '23:59')).version).toBe('1');
  expect(ruleAtReceipt([old, now], instantAt('2025-06-10', '00:00')).version).toBe('2');
});

test('a day without a version and versions that overlap are refused', () => {
  expect(refusal(() => getRuleOn([old, now], '2024-12-31'))).toBe('BAD_RULE versions');
  expect(refusal(() => getRuleOn([version('1', 10, '2025-01-01'), now], '2025-06-10'))).toBe(
    'BAD_RULE versions',
  );
  expect(refusal(() => computeWithTransition(term, { ...now, id: 'other' }, favourable))).toBe(
    'BAD_RULE newRule.id',
  );
});

test('the date that was not chosen is shown beside', () => {
  const { chosen, dueDate, other, undecided } = computeWithTransition(term, now, favourable);
  expect([chosen, dueDate.due?.dueDay, other.due?.dueDay, undecided]).toEqual([
    'NEW',
    '2025-06-09',
    '2025-06-16',
    false,
  ]);
});

test('while the clock stands still nothing is more favourable yet: the version of the receipt holds', () => {
  const interruptions = [{ reason: 'FEE' as const, from: instantAt('2025-06-04', '09:00') }];
  const { chosen, undecided, dueDate } = computeWithTransition({ ...term, interruptions }, now, favourable);
  expect([chosen, undecided, dueDate.suspension?.left.amount]).toEqual(['OLD', true, 8]);
});
