import {
  addDays,
  type Contribution,
  hasDimensions,
  type LocalDay,
  refuseField,
  type UnitKey,
} from '@lienthong/domain';
import type { Indicator } from '@lienthong/indicators';
import type { Cell } from './cell.ts';
import { cellsOf } from './counters-of.ts';
import {
  createGroups,
  type Groups,
  nameOf,
  type RollupSources,
  type Standing,
  standingOf,
  valuesFor,
} from './rollup.ts';
import type { RowUnits } from './row-values.ts';
import type { RollupSelection } from './selection.ts';
import { aggregationOf, combine, knownValue } from './split-values.ts';

/** A number that somebody points at, and how far down they have gone. */
export interface NumberQuestion {
  selection: RollupSelection;
  indicator: string;
  /** The unit whose days are wanted. Empty: the units are wanted. */
  countingUnit: UnitKey | '';
  /** One day of it; empty: all that the selection holds. */
  day: LocalDay | '';
  /** The day on which the number is judged: versions of indicators, and what of a stock is overdue. Empty: the last of the selection. */
  judgedOn: LocalDay | '';
}

interface NamedLine<Value> {
  unit: UnitKey;
  unitName: string;
  value: Value;
}
/** Undefined: unknown. */
type Unsure = number | undefined;

/** A part of a number. How each is opened further: `LineKind` in the contract. */
export type ExplainedLine =
  | (NamedLine<Unsure> & { kind: 'unit' | 'counting_unit'; standing: Standing })
  | (NamedLine<Unsure> & { kind: 'opening'; day: LocalDay; marked: boolean })
  | (NamedLine<Unsure> & { kind: 'day'; cell: Cell })
  | (NamedLine<Unsure> & { kind: 'part'; part: Indicator; standing: Standing });

export interface Explanation {
  indicator: Indicator;
  /** What the lines make: units, openings and days add up to it, parts by the formula. */
  value: Unsure;
  lines: ExplainedLine[];
  /** The question with what was left out filled in. */
  asked: NumberQuestion;
  /** The days that the lines of a counting unit stand for, its opening apart. */
  days: { from: LocalDay; to: LocalDay };
}

/**
 * One step down from a number: the parts of its formula, or the units below, or those that are counted as one, or the days of one of them.
 * A stock shows the days of its last year and what was before as one line, so that no step grows with the years.
 *
 * @throws Refusal `INVALID_FIELD` naming the field.
 */
export function explain(question: NumberQuestion, sources: RollupSources): Explanation {
  const { selection } = question;
  const { catalogue } = sources;
  const judgedOn = question.judgedOn || selection.to;
  const indicator = catalogue.findIndicator(question.indicator, judgedOn);
  if (!indicator) {
    const codes = catalogue.validOn(judgedOn).map(({ code }) => code);
    return refuseField('indicator', 'INDICATOR_UNKNOWN', `one of ${codes.join(', ')}`);
  }
  const channels = catalogue.channelsOf(indicator, judgedOn);
  const unitsIn = createGroups(selection, sources);
  const groups = merged(channels.map((channel) => unitsIn(channel, 'children')));
  const members = [...new Set([...groups.values()].flat())];
  const countingUnit = question.countingUnit || (members.length === 1 ? (members[0] ?? '') : '');
  const year = `${selection.to.slice(0, 4)}-01-01`;
  const days = { from: indicator.kind === 'stock' ? year : selection.from, to: selection.to };
  checkDepth({ ...question, countingUnit }, indicator, members, days);
  const asked = { ...question, countingUnit, judgedOn };
  const units: RowUnits = (channel) => {
    const all = unitsIn(channel, 'total').get(selection.unit) ?? [];
    return countingUnit === '' ? all : all.filter((unit) => unit === countingUnit);
  };
  const values = valuesFor({ ...selection, splitBy: [] }, { on: judgedOn }, sources);
  const valueFor: ValueFor = (one, of) => values.of(one, of)[0]?.[0]?.value;
  const step = { asked, indicator, channels, sources, valueFor };
  const common = { indicator, asked, days };
  if (indicator.counter === '')
    return { ...common, value: valueFor(indicator, units), lines: partLines(step, units) };
  if (countingUnit === '')
    return { ...common, value: valueFor(indicator, units), lines: unitLines(step, groups) };
  const lines = dayLines(step, days);
  const ofDay = combineAll(
    indicator,
    lines.map((line) => line.value ?? Number.NaN),
  );
  return { ...common, value: asked.day === '' ? valueFor(indicator, units) : ofDay, lines };
}

/** What an indicator is of some units, for the days of the question. */
type ValueFor = (indicator: Indicator, units: RowUnits) => Unsure;

/** The units of a row whatever the channel on which they count. */
function merged(all: readonly Groups[]): Map<UnitKey, UnitKey[]> {
  const groups = new Map<UnitKey, UnitKey[]>();
  for (const one of all)
    for (const [row, units] of one) groups.set(row, [...new Set([...(groups.get(row) ?? []), ...units])]);
  return groups;
}

function checkDepth(
  { countingUnit, day }: NumberQuestion,
  indicator: Indicator,
  members: readonly UnitKey[],
  days: Explanation['days'],
): void {
  if (countingUnit !== '' && !members.includes(countingUnit))
    refuseField('counting_unit', 'NOT_IN_SELECTION', 'the selection counts no such unit');
  if (day === '') return;
  if (indicator.counter === '') refuseField('day', 'DERIVED', 'its parts have days');
  if (countingUnit === '') refuseField('counting_unit', 'REQUIRED', 'a day is that of one unit');
  if (day < days.from || day > days.to)
    refuseField('day', 'NOT_IN_SELECTION', `the days of this step are ${days.from} to ${days.to}`);
}

/** What a step down is taken from. */
interface Down {
  asked: NumberQuestion;
  indicator: Indicator;
  channels: readonly string[];
  sources: RollupSources;
  valueFor: ValueFor;
}

/** What the formula names, each of the same units and days. */
function partLines({ asked, indicator, sources, valueFor }: Down, units: RowUnits): ExplainedLine[] {
  const { catalogue } = sources;
  const { selection, countingUnit, judgedOn } = asked;
  const unit = countingUnit || selection.unit;
  const parts = indicator.parts.flatMap((code) => catalogue.findIndicator(code, judgedOn) ?? []);
  return parts.map((part) => ({
    kind: 'part' as const,
    part,
    unit,
    unitName: nameOf(unit, sources),
    value: valueFor(part, units),
    standing: standingOf(units, catalogue.channelsOf(part, judgedOn), selection, sources),
  }));
}

function unitLines(
  { asked, indicator, channels, sources, valueFor }: Down,
  groups: Map<UnitKey, UnitKey[]>,
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
    .map(({ kind, unit, units }) => ({
      kind,
      unit,
      unitName: nameOf(unit, sources),
      value: valueFor(indicator, () => units),
      standing: standingOf(() => units, channels, selection, sources),
    }));
}

function dayLines({ asked, indicator, channels, sources }: Down, days: Explanation['days']): ExplainedLine[] {
  const books = channels.map(sources.cells);
  const { countingUnit: unit, day } = asked;
  const unitName = nameOf(unit, sources);
  const lines = cellsOf(unit, indicator, days, books)
    // Of a gauge the period says which day is the last one.
    .filter(({ cell }) => day === '' || day === cell.day)
    .filter(({ counters }) => counters.some((one) => counts(one, indicator, asked)))
    .sort((a, b) => (a.cell.day < b.cell.day ? -1 : 1))
    .map(({ cell, counters }) => ({
      kind: 'day' as const,
      unit,
      unitName,
      value: valueOf([counters], indicator, asked),
      cell,
    }));
  if (indicator.kind === 'flow' || day !== '') return lines;
  const before = addDays(days.from, -1);
  const opening = books.flatMap((book) => book.stock(unit, before, indicator.counter));
  if (opening.length === 0) return lines;
  const value = valueOf(opening, indicator, asked);
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
): boolean => hasDimensions(counter, selection.dimensions) && indicator.contributes(counter, judgedOn);

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

function combineAll(indicator: Indicator, values: readonly number[]): number | undefined {
  const aggregation = aggregationOf(indicator);
  const [first, ...others] = values;
  if (first === undefined) return aggregation === 'sum' ? 0 : undefined;
  return knownValue(others.reduce((one, other) => combine(aggregation, one, other), first));
}
