import {
  clockErrors,
  computeDueDate,
  hueCounterCalendar,
  instantAt,
  isClockError,
  refuseReportingRule,
  replayDerivation,
  reportingPeriod,
  shippedReportingRules,
} from '../src/index.ts';
import { badData } from './support/bad-data.ts';

const refusal = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    if (isClockError(error)) return `${error.code} ${error.place}`;
    throw error;
  }
  return 'nothing refused';
};

test.each(badData.map((bad) => [bad.name, bad] as const))(
  'refused, with its place: %s',
  (_name, { attempt, expected }) => {
    expect(refusal(attempt)).toBe(expected);
  },
);

test('a reporting rule that leaves no working day to send, or has two deadlines, is refused', () => {
  const [first] = shippedReportingRules();
  if (!first) throw new Error('no rule');
  const deadline = {
    level: 'COMMUNE',
    kinds: ['MONTH'],
    workingDaysAfter: 0,
    source: 'x',
    status: 'OFFICIAL',
  } as const;
  const twice = { ...deadline, workingDaysAfter: 2 };
  expect(refusal(() => refuseReportingRule({ ...first, deadlines: [deadline] }))).toBe(
    'BAD_REPORTING_RULE nd-09-2019@2019-03-12.deadlines[0].workingDaysAfter',
  );
  expect(refusal(() => refuseReportingRule({ ...first, deadlines: [twice, twice] }))).toBe(
    'BAD_REPORTING_RULE nd-09-2019@2019-03-12.deadlines[1]',
  );
  expect(refusal(() => reportingPeriod('CALENDAR', 'QUARTER', 2025, 5))).toBe('BAD_REPORTING_RULE index');
});

test('a derivation that was tampered with does not pass the pencil', () => {
  const { derivation } = computeDueDate({
    receivedAt: instantAt('2025-06-02', '09:00'),
    rule: {
      id: 'r',
      version: '1',
      title: 'r',
      source: 'r',
      validFrom: '2025-01-01',
      terms: { ANY: [{ holder: 'a', term: { unit: 'WORKING_DAY', amount: 5 } }] },
    },
    channel: 'COUNTER',
    calendar: hueCounterCalendar(),
  });
  const steps = derivation.steps.map((step) => (step.kind === 'DUE' ? { ...step, day: '2025-06-10' } : step));
  expect(refusal(() => replayDerivation({ ...derivation, steps }))).toBe(
    `BAD_DERIVATION steps[${steps.length - 1}]`,
  );
  const gap = derivation.steps.filter(({ kind }) => kind !== 'SKIPPED');
  expect(refusal(() => replayDerivation({ ...derivation, steps: gap }))).toMatch(/^BAD_DERIVATION steps/);
});

test('every code that is published is refused somewhere', () => {
  const here = ['BAD_REPORTING_RULE', 'BAD_DERIVATION'];
  const refused = new Set([...here, ...badData.map(({ expected }) => expected.split(' ')[0])]);
  expect(Object.keys(clockErrors).filter((code) => !refused.has(code))).toEqual([]);
});
