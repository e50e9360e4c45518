import {
  addDays,
  type LocalDay,
  parseLocalDay,
  parseUnitKey,
  refuseField,
  type UnitKey,
} from '@lienthong/domain';
import type { Cell } from './cell.ts';
import type { Counter } from './counter.ts';
import { contribution, findIndicator, type Indicator, indicatorNames } from './indicators.ts';
import { countersOf, groupUnits, nameOf, type RollupSources, type Standing, standingOf } from './rollup.ts';
import type { RollupSelection } from './selection.ts';

/** A number that somebody points at, and how far down they have gone. */
export interface NumberQuestion {
  selection: RollupSelection;
  indicator: string;
  /** Empty: all. */
  field: string;
  channel: string;
  /** The unit whose days are wanted; empty: the units. */
  countingUnit: UnitKey | '';
  /** One day of it; empty: all that the selection holds. */
  day: LocalDay | '';
  /** The day on which a stock's dossiers are late or not; empty: the last of the selection. */
  judgedOn: LocalDay | '';
}

interface NamedLine {
  unit: UnitKey;
  unitName: string;
  value: number;
}

/** A part of a number. How each is opened further: `LineKind` in the contract. */
export type ExplainedLine =
  | (NamedLine & { kind: 'unit' | 'counting_unit'; standing: Standing })
  | (NamedLine & { kind: 'opening'; day: LocalDay; marked: boolean })
  | (NamedLine & { kind: 'day'; cell: Cell });

export interface Explanation {
  indicator: Indicator;
  /** The sum of the lines. */
  value: number;
  lines: ExplainedLine[];
  /** The question with what was left out filled in. */
  asked: NumberQuestion;
  /** The days that the lines of a counting unit stand for, its opening apart. */
  days: { from: LocalDay; to: LocalDay };
}

/**
 * One step down from a number: the units below, or those that are counted as one, or the days of one of them. A stock shows the days of
 * its last year and what was before as one line, so that no step grows with the years.
 *
 * @throws Refusal `INVALID_FIELD` naming the field.
 */
export function explain(question: NumberQuestion, sources: RollupSources): Explanation {
  const { selection } = question;
  const indicator = findIndicator(question.indicator);
  if (!indicator) refuseField('indicator', 'INDICATOR', `one of ${indicatorNames.join(', ')}`);
  const groups = groupUnits({ ...selection, groupBy: 'children' }, sources);
  const members = [...groups.values()].flat();
  const countingUnit = question.countingUnit || (members.length === 1 ? (members[0] ?? '') : '');
  const year = `${selection.to.slice(0, 4)}-01-01`;
  const days = { from: indicator.kind === 'stock' ? year : selection.from, to: selection.to };
  checkDepth({ ...question, countingUnit }, members, days);
  const asked = { ...question, countingUnit, judgedOn: question.judgedOn || selection.to };
  const lines =
    countingUnit === ''
      ? unitLines(asked, indicator, groups, sources)
      : dayLines(asked, indicator, days, sources);
  return { indicator, value: lines.reduce((sum, { value }) => sum + value, 0), lines, asked, days };
}

function checkDepth(
  { countingUnit, day, judgedOn }: NumberQuestion,
  members: readonly UnitKey[],
  days: Explanation['days'],
): void {
  if (judgedOn !== '') parseLocalDay(judgedOn, 'judged_on');
  if (countingUnit !== '') {
    parseUnitKey(countingUnit, 'counting_unit');
    if (!members.includes(countingUnit))
      refuseField('counting_unit', 'NOT_IN_SELECTION', 'the selection counts no such unit');
  }
  if (day === '') return;
  parseLocalDay(day, 'day');
  if (countingUnit === '') refuseField('counting_unit', 'REQUIRED', 'a day is that of one unit');
  if (day < days.from || day > days.to)
    refuseField('day', 'NOT_IN_SELECTION', `the days of this step are ${days.from} to ${days.to}`);
}

function unitLines(
  { selection, ...question }: NumberQuestion,
  indicator: Indicator,
  groups: Map<UnitKey, UnitKey[]>,
  sources: RollupSources,
): ExplainedLine[] {
  const { hierarchy, visible } = sources;
  // Only what the caller may ask for, and what is found under this date when it is asked for, is one line; else its units are lines.
  const opens = (row: UnitKey, units: readonly UnitKey[]): boolean =>
    row !== selection.unit &&
    visible(row) &&
    hierarchy.isValid(row, selection.hierarchyDate) &&
    (units.length > 1 || units[0] !== row);
  return [...groups]
    .flatMap(([row, units]): { kind: 'unit' | 'counting_unit'; unit: UnitKey; units: UnitKey[] }[] =>
      opens(row, units)
        ? [{ kind: 'unit', unit: row, units }]
        : units.map((unit) => ({ kind: 'counting_unit', unit, units: [unit] })),
    )
    .sort((a, b) => (a.unit < b.unit ? -1 : 1))
    .map(({ kind, unit, units }) => ({
      kind,
      unit,
      unitName: nameOf(unit, sources),
      value: units
        .flatMap((one) => countersOf(one, indicator, selection, sources))
        .reduce((sum, counters) => sum + sumOf(counters, indicator, question), 0),
      standing: standingOf(units, indicator, selection, sources),
    }));
}

function dayLines(
  question: NumberQuestion,
  indicator: Indicator,
  days: Explanation['days'],
  sources: RollupSources,
): ExplainedLine[] {
  const { countingUnit: unit, day } = question;
  const books = indicator.sources.map(sources.cells);
  const unitName = nameOf(unit, sources);
  const counts = (one: Counter): boolean => sumOf([one], indicator, question) !== 0;
  const lines = books
    .flatMap((book) => book.between(unit, day || days.from, day || days.to))
    .filter(({ counters }) => counters.some(counts))
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .map((cell) => ({
      kind: 'day' as const,
      unit,
      unitName,
      value: sumOf(cell.counters, indicator, question),
      cell,
    }));
  if (indicator.kind === 'flow' || day !== '') return lines;
  const before = addDays(days.from, -1);
  const opening = books.flatMap((book) => book.stock(unit, before));
  if (opening.length === 0) return lines;
  const value = opening.reduce((sum, counters) => sum + sumOf(counters, indicator, question), 0);
  return [
    {
      kind: 'opening',
      unit,
      unitName,
      day: before,
      value,
      marked: books.some((book) => book.isMarked(unit, before)),
    },
    ...lines,
  ];
}

/** What counters add to the number of the question. */
export function sumOf(
  counters: Iterable<Counter>,
  indicator: Indicator,
  { field, channel, judgedOn }: Pick<NumberQuestion, 'field' | 'channel' | 'judgedOn'>,
): number {
  let sum = 0;
  for (const counter of counters)
    if ((field === '' || counter.field === field) && (channel === '' || counter.channel === channel))
      sum += contribution(indicator, counter, judgedOn);
  return sum;
}
