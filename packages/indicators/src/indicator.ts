import type { LocalDay } from '@lienthong/domain';
import { checkDerived, checkSelected } from './check-names.ts';
import { compileExpression, type Expression, type Scope } from './expression.ts';
import type { IndicatorRow } from './table.ts';
import { always, type CounterKey, createTiming, type Timing } from './timing.ts';

/** A version of an indicator that can be evaluated. */
export interface Indicator extends IndicatorRow {
  /** Code of the counted indicator whose counters make it; empty: it has a formula. */
  counter: string;
  /** Codes that the formula names. */
  parts: readonly string[];
  /** Whether a counter counts on day `on`. */
  contributes(counter: CounterKey, on: LocalDay): boolean;
  /** The same for all days at once. */
  timing(counter: CounterKey): Timing;
  /**
   * The value for some units and days.
   * @param valueOf the scaled value of a counted or selected indicator for the same units and days; undefined: unknown.
   * @returns undefined when a part is unknown, a formula divides by zero, or the value is no safe integer.
   */
  value(valueOf: (code: string) => number | undefined, on: LocalDay): number | undefined;
}

/** What compiling needs of the catalogue around a row. */
interface RowContext {
  rows: readonly IndicatorRow[];
  find: (code: string, on: LocalDay) => Compiled | undefined;
}

export interface Compiled extends Indicator {
  compiled: Expression | undefined;
}

/** @throws Refusal `INVALID_FIELD` for a place below `at`. */
export function compileIndicator(row: IndicatorRow, { rows, find }: RowContext, at: string): Compiled {
  if (row.of !== undefined) checkSelected(row, rows, at);
  const where =
    row.where === undefined
      ? undefined
      : compileExpression(row.where, 'bool', counterScope(row, rows), `${at}.where`);
  const formula =
    row.formula === undefined
      ? undefined
      : compileExpression(row.formula, 'number', formulaScope(rows), `${at}.formula`);
  if (formula) checkDerived(row, formula.names, rows, at);
  const timing = where ? createTiming(where) : (): Timing => always;
  const counter = formula ? '' : (row.of ?? row.code);
  const indicator: Compiled = {
    ...row,
    counter,
    parts: [...(formula?.names ?? [])].sort(),
    compiled: formula,
    timing,
    contributes(one, on) {
      if (one.indicator !== counter) return false;
      const { before, on: sameDay, after } = timing(one);
      return on > one.carriedBy ? after : on === one.carriedBy ? sameDay : before;
    },
    value: (valueOf, on) =>
      formula ? scale(realValue(indicator, { valueOf, on, find, known: new Map() }), row) : valueOf(row.code),
  };
  return indicator;
}

/** What a value is computed from, and what is known of it by now. */
interface Asked extends Pick<RowContext, 'find'> {
  valueOf: (code: string) => number | undefined;
  on: LocalDay;
  known: Map<string, number | undefined>;
}

/** In its unit of measure: what stands between two formulas is not rounded. */
function realValue(indicator: Compiled, asked: Asked): number | undefined {
  if (!indicator.compiled) {
    const value = asked.valueOf(indicator.code);
    return value === undefined ? undefined : value / 10 ** indicator.decimals;
  }
  const values: Record<string, number> = {};
  for (const code of indicator.parts) {
    const part = asked.find(code, asked.on);
    if (part && !asked.known.has(code)) asked.known.set(code, realValue(part, asked));
    const value = asked.known.get(code);
    if (value === undefined) return undefined;
    values[code] = value;
  }
  const result = indicator.compiled.evaluate(values);
  return typeof result === 'number' ? result : undefined;
}

const formulaScope = (rows: readonly IndicatorRow[]): Scope => ({
  names: new Map(rows.map(({ code }) => [code, 'number'])),
  dimensions: new Set(),
});

/** What a predicate may name: the days of a counter, and the dimensions of what it selects from. */
function counterScope({ of }: IndicatorRow, rows: readonly IndicatorRow[]): Scope {
  const bases = rows.filter(({ code }) => code === of).map(({ dimensions }) => dimensions);
  return {
    names: new Map([
      ['carried_by', 'carried day'],
      ['on', 'day'],
    ]),
    dimensions: new Set(bases.flat().filter((name) => bases.every((one) => one.includes(name)))),
  };
}

/**
 * Half away from zero. A double has 15 sure digits: 28.499999999999996 is 28.5. A share that is short of the whole is never rounded up to it:
 * "100%" says that nothing was late.
 */
function scale(value: number | undefined, { decimals, whole }: Pick<IndicatorRow, 'decimals' | 'whole'>) {
  if (value === undefined) return undefined;
  const exact = Number((value * 10 ** decimals).toPrecision(15));
  const rounded = Math.sign(exact) * Math.round(Math.abs(exact));
  const all = whole === undefined ? undefined : whole * 10 ** decimals;
  if (rounded === all && exact < all) return all - 1;
  // Never -0.
  return Number.isSafeInteger(rounded) ? rounded + 0 : undefined;
}
