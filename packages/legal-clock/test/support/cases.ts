import { readdirSync, readFileSync } from 'node:fs';
import {
  type Channel,
  computeDueDate,
  computeWithTransition,
  type DueDate,
  instantAt,
  replayDerivation,
  type Rule,
  type RunningTerm,
  type Transition,
} from '../../src/index.ts';
import { caseCalendar } from './case-calendars.ts';
import { parseEvents, parseRule } from './case-words.ts';

/** One row of the tables in `test/cases`, as a lawyer wrote it. */
export interface WorkedCase {
  readonly place: string;
  readonly rows: readonly number[];
  readonly received: string;
  readonly rule: string;
  readonly calendar: string;
  readonly events: string;
  readonly due: string;
  readonly why: string;
  readonly source: string;
}

const directory = new URL('../cases/', import.meta.url);

/** Reads every table. A row with another number of columns is refused, so that none is lost in silence. */
export const readCases = (): readonly WorkedCase[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .flatMap((name) =>
      readFileSync(new URL(name, directory), 'utf8')
        .split('\n')
        .flatMap((line, i): WorkedCase[] => {
          if (!/^\| \d/.test(line)) return [];
          const cells = line.split('|').map((cell) => cell.trim());
          const place = `${name}:${i + 1}`;
          if (cells.length !== 10) throw new Error(`${place}: ${cells.length - 2} columns instead of 8`);
          const [, rows, received, rule, calendar, events, due, why, source] = cells as [string, ...string[]];
          return [
            {
              place,
              rows: (rows ?? '').split(',').map(Number),
              received: received ?? '',
              rule: rule ?? '',
              calendar: calendar ?? '',
              events: events ?? '',
              due: due ?? '',
              why: why ?? '',
              source: source ?? '',
            },
          ];
        }),
    );

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Thu 2025-06-05`; the weekday was written by hand too and must be right. */
const checkedDay = (text: string, place: string): string => {
  const [weekday, day] = text.split(' ') as [string, string];
  const real = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()];
  if (weekday !== real) throw new Error(`${place}: ${day} is a ${real}, not a ${weekday}`);
  return day;
};

const dayText = (day: string): string => `${weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]} ${day}`;

const timeOfEnd = (dueAt: number): string => {
  const time = new Date(dueAt + 25_200_000).toISOString().slice(11, 16);
  return time === '00:00' ? '24:00' : time;
};

const leftText = ({ unit, amount }: { unit: string; amount: number }): string => {
  switch (unit) {
    case 'WORKING_DAY':
      return `${amount} working days left`;
    case 'CALENDAR_DAY':
      return `${amount} days left`;
    default:
      return `${amount / 60} working hours left`;
  }
};

/** The result in the words of the table. The time is given where the table gives one. */
const resultText = ({ due, suspension }: DueDate, withTime: boolean): string => {
  if (due) return `${dayText(due.dueDay)}${withTime ? ` ${timeOfEnd(due.dueAt)}` : ''}`;
  if (!suspension) return 'nothing';
  const parts = [leftText(suspension.left)];
  if (suspension.expected) parts.push(`expected ${dayText(suspension.expected.dueDay)}`);
  if (suspension.closesAfter) parts.push(`closes after ${dayText(suspension.closesAfter)}`);
  return `none (${parts.join(', ')})`;
};

export interface CaseTerm {
  readonly term: RunningTerm;
  readonly newRule?: Rule;
  readonly transition?: Transition;
}

/** A row as a running term. */
export const termOfCase = (worked: WorkedCase): CaseTerm => {
  const day = checkedDay(worked.received, worked.place);
  const [, , time, channel] = worked.received.split(' ');
  const { rule, newRule, transition } = parseRule(worked.rule, worked.place);
  return {
    term: {
      receivedAt: instantAt(day, time),
      rule,
      channel: (channel ?? 'counter').toUpperCase() as Channel,
      calendar: caseCalendar(worked.calendar),
      ...parseEvents(worked.events, worked.place),
    },
    newRule,
    transition,
  };
};

export interface CaseOutcome {
  readonly worked: WorkedCase;
  readonly got: string;
  readonly holds: boolean;
}

/** Counts one row and compares it with what stands in the table; the proof must lead to the same date. */
export const judgeCase = (worked: WorkedCase): CaseOutcome => {
  const { term, newRule, transition } = termOfCase(worked);
  const dueDate =
    newRule && transition ? computeWithTransition(term, newRule, transition).dueDate : computeDueDate(term);
  const withTime = /^\w{3} \S+ \d\d:\d\d$/.test(worked.due);
  if (!worked.due.startsWith('none')) checkedDay(worked.due, worked.place);
  const got = resultText(dueDate, withTime);
  const replayed = replayDerivation(dueDate.derivation);
  const holds =
    got === worked.due && replayed?.dueAt === dueDate.due?.dueAt && replayed?.dueDay === dueDate.due?.dueDay;
  return { worked, got, holds };
};
