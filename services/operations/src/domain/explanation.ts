import {
  addDays,
  type Contribution,
  hasDimensions,
  type LocalDay,
  parseLocalDay,
  parseUnitKey,
  refuseField,
  type UnitKey,
} from '@lienthong/domain';
import type { Cell } from './cell.ts';
import { contributes, type Indicator, indicatorCodes } from './catalogue.ts';
import { cellsOf, countersOf } from './counters-of.ts';
import { groupUnits, nameOf, type RollupSources, type Standing, standingOf } from './rollup.ts';
import type { RollupSelection } from './selection.ts';
import { combine } from './split-values.ts';

/** A number that somebody points at, and how far down they have gone. */
export interface NumberQuestion {
  selection: RollupSelection;
  indicator: string;
  /** The unit whose days are wanted; empty: the units. */
  countingUnit: UnitKey | '';
  /** One day of it; empty: all that the selection holds. */
  day: LocalDay | '';
  /** The day on which what a stock is carried by has passed or not; empty: the last of the selection. */
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
  /** What the lines add up to. */
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
  const indicator = sources.findIndicator(question.indicator);
  if (!indicator) refuseField('indicator', 'INDICATOR_UNKNOWN', `one of ${indicatorCodes.join(', ')}`);
  const groups = groupUnits({ ...selection, groupBy: 'children' }, indicator.channels, sources);
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
  const value =
    combineAll(
      indicator,
      lines.map((line) => line.value),
    ) ?? 0;
  return { indicator, value, lines, asked, days };
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
  asked: NumberQuestion,
  indicator: Indicator,
  groups: Map<UnitKey, UnitKey[]>,
  sources: RollupSources,
): ExplainedLine[] {
  const { selection } = asked;
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
    .flatMap(({ kind, unit, units }) => {
      const counters = units.flatMap((one) => countersOf(one, indicator, selection, sources.cells));
      const value = valueOf(counters, indicator, asked);
      const standing = standingOf(units, indicator, selection, sources);
      return value === undefined ? [] : [{ kind, unit, unitName: nameOf(unit, sources), value, standing }];
    });
}

function dayLines(
  question: NumberQuestion,
  indicator: Indicator,
  days: Explanation['days'],
  sources: RollupSources,
): ExplainedLine[] {
  const { countingUnit: unit, day } = question;
  const books = indicator.channels.map(sources.cells);
  const unitName = nameOf(unit, sources);
  const lines = cellsOf(unit, indicator, days, sources.cells)
    // Of a gauge the period says which day is the last one.
    .filter(({ cell }) => day === '' || day === cell.day)
    .filter(({ counters }) => counters.some((one) => counts(one, indicator, question)))
    .sort((a, b) => (a.cell.day < b.cell.day ? -1 : 1))
    .map(({ cell, counters }) => ({
      kind: 'day' as const,
      unit,
      unitName,
      value: valueOf([counters], indicator, question) ?? 0,
      cell,
    }));
  if (indicator.kind === 'flow' || day !== '') return lines;
  const before = addDays(days.from, -1);
  const opening = books.flatMap((book) => book.stock(unit, before));
  if (opening.length === 0) return lines;
  const value = valueOf(opening, indicator, question) ?? 0;
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

const counts = (
  counter: Contribution,
  indicator: Indicator,
  { selection, judgedOn }: Pick<NumberQuestion, 'selection' | 'judgedOn'>,
): boolean => hasDimensions(counter, selection.dimensions) && contributes(indicator, counter, judgedOn);

/** What counters make of the number of a question; undefined: nothing was measured. */
export function valueOf(
  all: readonly Iterable<Contribution>[],
  indicator: Indicator,
  question: Pick<NumberQuestion, 'selection' | 'judgedOn'>,
): number | undefined {
  const values: number[] = [];
  for (const counters of all)
    for (const counter of counters) if (counts(counter, indicator, question)) values.push(counter.value);
  return combineAll(indicator, values);
}

function combineAll({ aggregate }: Indicator, values: readonly number[]): number | undefined {
  const [first, ...others] = values;
  if (first === undefined) return aggregate === 'sum' ? 0 : undefined;
  return others.reduce((one, other) => combine(aggregate, one, other), first);
}
