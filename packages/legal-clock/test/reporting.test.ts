import {
  dayNumber,
  findPeriodOf,
  hueOfficeCalendar,
  localDay,
  type PeriodKind,
  periodsInYear,
  reportingCalendar,
  reportingDeadline,
  reportingPeriod,
  reportingRuleOn,
  shippedReportingRules,
} from '../src/index.ts';

const rules = shippedReportingRules();
const calendar = hueOfficeCalendar();
const window = (
  kind: PeriodKind,
  index: number,
  scheme: 'FIFTEENTH_TO_FOURTEENTH' | 'CALENDAR' = 'FIFTEENTH_TO_FOURTEENTH',
) => {
  const { from, to } = reportingPeriod(scheme, kind, 2025, index);
  return `${from} ${to}`;
};

test('data of a period runs from the 15th to the 14th', () => {
  expect(window('MONTH', 6)).toBe('2025-05-15 2025-06-14');
  expect(window('MONTH', 1)).toBe('2024-12-15 2025-01-14');
  expect([1, 2, 3, 4].map((quarter) => window('QUARTER', quarter))).toEqual([
    '2024-12-15 2025-03-14',
    '2025-03-15 2025-06-14',
    '2025-06-15 2025-09-14',
    '2025-09-15 2025-12-14',
  ]);
  expect([window('HALF', 1), window('HALF', 2)]).toEqual(['2024-12-15 2025-06-14', '2025-06-15 2025-12-14']);
  expect(window('NINE_MONTHS', 1)).toBe('2024-12-15 2025-09-14');
  expect(window('YEAR', 1)).toBe('2024-12-15 2025-12-14');
});

test('calendar periods begin on the first and end on the last day of a month', () => {
  expect(window('MONTH', 2, 'CALENDAR')).toBe('2025-02-01 2025-02-28');
  expect(window('QUARTER', 4, 'CALENDAR')).toBe('2025-10-01 2025-12-31');
  expect(window('NINE_MONTHS', 1, 'CALENDAR')).toBe('2025-01-01 2025-09-30');
});

test('every day of four years belongs to exactly one period of a kind', () => {
  for (const scheme of ['FIFTEENTH_TO_FOURTEENTH', 'CALENDAR'] as const) {
    for (const kind of ['MONTH', 'QUARTER', 'HALF', 'YEAR'] as const) {
      for (let day = dayNumber('2024-01-01'); day <= dayNumber('2027-12-31'); day += 1) {
        const date = localDay(day);
        const period = findPeriodOf(scheme, kind, date);
        expect([date, period && period.from <= date && date <= period.to]).toEqual([date, true]);
        expect(period?.index).toBeLessThanOrEqual(periodsInYear(kind));
      }
    }
  }
  expect(findPeriodOf('CALENDAR', 'NINE_MONTHS', '2025-10-01')).toBeUndefined();
});

test('the version in force when the data closes decides: three levels to June 2025, then two', () => {
  expect(
    reportingRuleOn(rules, 'nd-09-2019', '2025-06-14').deadlines.some(({ level }) => level === 'DISTRICT'),
  ).toBe(true);
  expect(
    reportingRuleOn(rules, 'nd-09-2019', '2025-07-14').deadlines.some(({ level }) => level === 'DISTRICT'),
  ).toBe(false);
});

test('deadlines by level move off closed days', () => {
  const half = reportingCalendar(rules, 'nd-09-2019', 'HALF', 2025, [1], calendar);
  // 15 June 2025 is a Sunday; 18 and 25 June are open.
  expect(half.map(({ level, namedDay, dueDay }) => [level, namedDay, dueDay])).toEqual([
    ['COMMUNE', '2025-06-15', '2025-06-16'],
    ['DISTRICT', '2025-06-18', '2025-06-18'],
    ['PROVINCE', '2025-06-25', '2025-06-25'],
  ]);
  const july = reportingCalendar(rules, 'nd-09-2019', 'MONTH', 2025, [8], calendar);
  // 17 August 2025 is a Sunday.
  expect(july.map(({ level, dueDay, moved }) => [level, dueDay, moved])).toEqual([
    ['COMMUNE', '2025-08-18', true],
    ['PROVINCE', '2025-08-25', false],
  ]);
});

test('two working days after the data closed, with Tết between', () => {
  const rule = reportingRuleOn(rules, 'khanh-hoa-01-2023', '2026-02-14');
  const period = reportingPeriod('FIFTEENTH_TO_FOURTEENTH', 'MONTH', 2026, 2);
  expect(reportingDeadline(rule, period, 'COMMUNE', calendar)).toMatchObject({
    dueDay: '2026-02-24',
    workingDaysToSend: 2,
  });
});

test('every deadline leaves at least one working day after the data closed', () => {
  for (const id of ['nd-09-2019', 'khanh-hoa-01-2023', 'calendar-periods']) {
    for (const year of [2024, 2025, 2026]) {
      for (const kind of ['MONTH', 'QUARTER', 'HALF', 'YEAR'] as const) {
        const indexes = Array.from({ length: periodsInYear(kind) }, (_, i) => i + 1);
        for (const one of reportingCalendar(rules, id, kind, year, indexes, calendar)) {
          expect(one.workingDaysToSend).toBeGreaterThanOrEqual(1);
          expect(one.dueDay > one.period.to).toBe(true);
        }
      }
    }
  }
});

// Worked by hand: NĐ 09/2019 Arts. 8.5, 12, 13 and the calendars of the years.
test.each([
  ['nd-09-2019', 'MONTH', 2026, 1, '2025-12-15 2026-01-14', 'COMMUNE 2026-01-19, PROVINCE 2026-01-26'],
  ['nd-09-2019', 'MONTH', 2026, 2, '2026-01-15 2026-02-14', 'COMMUNE 2026-02-23, PROVINCE 2026-02-25'],
  ['nd-09-2019', 'QUARTER', 2025, 3, '2025-06-15 2025-09-14', 'COMMUNE 2025-09-17, PROVINCE 2025-09-25'],
  ['nd-09-2019', 'YEAR', 2026, 1, '2025-12-15 2026-12-14', 'COMMUNE 2026-12-17, PROVINCE 2026-12-25'],
  ['nd-09-2019', 'NINE_MONTHS', 2026, 1, '2025-12-15 2026-09-14', 'COMMUNE 2026-09-17, PROVINCE 2026-09-25'],
  [
    'nd-09-2019',
    'HALF',
    2024,
    1,
    '2023-12-15 2024-06-14',
    'COMMUNE 2024-06-17, DISTRICT 2024-06-18, PROVINCE 2024-06-25',
  ],
  [
    'nd-09-2019',
    'MONTH',
    2024,
    3,
    '2024-02-15 2024-03-14',
    'COMMUNE 2024-03-15, DISTRICT 2024-03-18, PROVINCE 2024-03-25',
  ],
  [
    'nd-09-2019',
    'MONTH',
    2024,
    2,
    '2024-01-15 2024-02-14',
    'COMMUNE 2024-02-15, DISTRICT 2024-02-19, PROVINCE 2024-02-26',
  ],
  [
    'nd-09-2019',
    'MONTH',
    2025,
    6,
    '2025-05-15 2025-06-14',
    'COMMUNE 2025-06-16, DISTRICT 2025-06-17, PROVINCE 2025-06-25',
  ],
  ['nd-09-2019', 'MONTH', 2025, 7, '2025-06-15 2025-07-14', 'COMMUNE 2025-07-17, PROVINCE 2025-07-25'],
  ['nd-09-2019', 'QUARTER', 2026, 1, '2025-12-15 2026-03-14', 'COMMUNE 2026-03-17, PROVINCE 2026-03-25'],
  ['khanh-hoa-01-2023', 'MONTH', 2026, 5, '2026-04-15 2026-05-14', 'COMMUNE 2026-05-18, PROVINCE 2026-05-25'],
  ['calendar-periods', 'MONTH', 2026, 4, '2026-04-01 2026-04-30', 'COMMUNE 2026-05-05, PROVINCE 2026-05-08'],
  ['calendar-periods', 'YEAR', 2025, 1, '2025-01-01 2025-12-31', 'COMMUNE 2026-01-06, PROVINCE 2026-01-09'],
] as const)('%s: %s %i/%i is %s, sent: %s', (id, kind, year, index, span, deadlines) => {
  const found = reportingCalendar(rules, id, kind, year, [index], calendar);
  expect(found.map(({ level, dueDay }) => `${level} ${dueDay}`).join(', ')).toBe(deadlines);
  expect(`${found[0]?.period.from} ${found[0]?.period.to}`).toBe(span);
});
