import {
  computeDueDate,
  dayNumber,
  findDueDay,
  recomputeDerivation,
  refuseRunningTerm,
  termOf,
} from '../src/index.ts';
import { caseLayers } from './support/case-calendars.ts';
import { judgeCase, readCases, termOfCase, type WorkedCase } from './support/cases.ts';
import { naiveDueDate } from './support/naive.ts';
import { naiveCalendar } from './support/naive-calendar.ts';

const cases = readCases();

/** What came out wrong once begins its reason with its entry, as in `clock 1: received in time …`: so does its test. */
const nameOf = ({ place, why }: WorkedCase): string =>
  `${/^clock \d+: /.exec(why)?.[0] ?? ''}worked by hand: ${place}`;

test('there are at least 250 cases and each edge case of the list has at least three', () => {
  expect(cases.length).toBeGreaterThanOrEqual(250);
  for (let row = 1; row <= 18; row += 1) {
    expect([row, cases.filter(({ rows }) => rows.includes(row)).length >= 3]).toEqual([row, true]);
  }
});

test.each(cases.map((worked) => [nameOf(worked), worked] as const))('%s', (_name, worked) => {
  expect(`${judgeCase(worked).got} (${worked.why})`).toBe(`${worked.due} (${worked.why})`);
  expect(judgeCase(worked).holds).toBe(true);
});

test('the second implementation agrees with the worked cases that it can count', () => {
  const calendars = new Map<string, ReturnType<typeof naiveCalendar>>();
  let counted = 0;
  for (const worked of cases) {
    const { term, transition } = termOfCase(worked);
    if (transition || term.extensions?.length || term.handOvers?.length) continue;
    const naive = calendars.get(worked.calendar) ?? naiveCalendar(caseLayers(worked.calendar));
    calendars.set(worked.calendar, naive);
    const theirs = naiveDueDate(term, naive);
    const ours = computeDueDate(term);
    counted += 1;
    const day = ours.due ? dayNumber(ours.due.dueDay) : undefined;
    expect([worked.place, theirs.kind === 'DUE' ? theirs.day : undefined]).toEqual([worked.place, day]);
  }
  expect(counted).toBeGreaterThan(200);
});

test('a derivation that went through JSON counts to the same date', () => {
  for (const worked of cases) {
    const { term } = termOfCase(worked);
    const dueDate = computeDueDate(term);
    const stored = JSON.parse(JSON.stringify(dueDate.derivation)) as typeof dueDate.derivation;
    expect(recomputeDerivation(stored, term.calendar).due).toEqual(dueDate.due);
  }
});

test('the date alone, the checked input and the term of a proof all lead to the same date', () => {
  for (const worked of cases) {
    const { term } = termOfCase(worked);
    refuseRunningTerm(term);
    const { due, derivation } = computeDueDate(term);
    expect([worked.place, findDueDay(term)]).toEqual([worked.place, due]);
    expect([worked.place, findDueDay(termOf(derivation, term.calendar))]).toEqual([worked.place, due]);
  }
});
