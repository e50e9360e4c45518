import {
  fixedDue,
  fixedStateAt,
  hueOfficeCalendar,
  instantAt,
  nextWorkingDay,
  reportingDeadline,
  reportingPeriod,
  reportingRuleOn,
  shippedReportingRules,
  workingDaysAfter,
  workingDaysBefore,
  workingHoursAfter,
  workingHoursBefore,
} from '../src/index.ts';

const calendar = hueOfficeCalendar();

test.each([
  ['2026-06-03', '09:00', 'RUNNING', 'GREEN'],
  ['2026-06-08', '09:00', 'RUNNING', 'YELLOW'],
  ['2026-06-09', '18:00', 'DUE_TODAY', 'YELLOW'],
  ['2026-06-10', '08:00', 'LATE', 'RED'],
])('clock helpers: a day that a leader named stands at %s %s as %s', (day, time, state, light) => {
  const due = fixedDue(calendar, '2026-06-09');
  expect(fixedStateAt(due, calendar, instantAt(day, time))).toMatchObject({ state, light });
});

test('clock helpers: a named hour is late after it', () => {
  const due = fixedDue(calendar, '2026-06-09', instantAt('2026-06-09', '10:00'));
  expect(fixedStateAt(due, calendar, instantAt('2026-06-09', '10:00')).state).toBe('DUE_TODAY');
  expect(fixedStateAt(due, calendar, instantAt('2026-06-09', '10:01')).state).toBe('LATE');
  expect(() => fixedDue(calendar, '2026-06-09', instantAt('2026-06-10', '10:00'))).toThrow('no hour');
  expect(() => fixedDue(calendar, '2026-06-09', Number.NaN)).toThrow('no hour');
});

test('clock helpers: a day beyond the calendar can be named all the same', () => {
  const due = fixedDue(calendar, '2031-06-09');
  expect(fixedStateAt(due, calendar, instantAt('2026-06-09', '09:00'))).toEqual({
    state: 'RUNNING',
    light: 'GREEN',
    due,
  });
  expect(fixedStateAt(due, calendar, instantAt('2031-06-10', '09:00')).state).toBe('LATE');
  const past = fixedDue(calendar, '2020-06-09');
  expect(fixedStateAt(past, calendar, instantAt('2026-06-09', '09:00'))).toEqual({
    state: 'LATE',
    light: 'RED',
    due: past,
  });
});

test('clock helpers: days and hours before and after pass over what is closed', () => {
  expect(nextWorkingDay(calendar, '2026-06-05')).toBe('2026-06-08');
  expect(workingDaysAfter(calendar, '2026-06-05', 2)).toBe('2026-06-09');
  expect(workingDaysBefore(calendar, '2026-06-09', 2)).toBe('2026-06-05');
  expect(workingDaysBefore(calendar, '2026-06-07', 1)).toBe('2026-06-05');
  expect(() => workingDaysBefore(calendar, '2026-06-07', 0)).toThrow('from 1');
  const [opening, before] = [instantAt('2026-06-08', '08:30'), instantAt('2026-06-05', '16:30')];
  expect(workingHoursBefore(calendar, opening, 2)).toBe(before);
  expect(workingHoursAfter(calendar, before, 2)).toBe(opening);
});

test('clock helpers: a reporting deadline says how its day was found', () => {
  const rules = shippedReportingRules();
  const period = reportingPeriod('FIFTEENTH_TO_FOURTEENTH', 'MONTH', 2025, 11);
  const [rule] = rules.filter(({ scheme, validFrom }) => scheme === period.scheme && validFrom <= period.to);
  const deadline = reportingDeadline(
    reportingRuleOn(rules, rule?.id ?? '', period.to),
    period,
    'COMMUNE',
    calendar,
  );
  expect(deadline.derivation.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['PERIOD', 'NAMED_DAY', 'DUE']),
  );
  expect(deadline.derivation.at(-1)?.params).toEqual({ day: deadline.dueDay });
  expect(deadline.derivation.slice(0, -1).filter(({ source }) => source === '')).toEqual([]);
});
