import { CelScalar, type CelResult, celEnv, celFunc, isCelError, parse, plan } from '@bufbuild/cel';
import { refuseField } from '@lienthong/domain';

type Expr = ReturnType<typeof parse>['expr'];

/**
 * Types of the part of CEL that administrators write. `day` and `carried day` are texts. They are types of their own so that `on` meets
 * `carried_by` alone: what a counter adds then depends on the order of the two, and changes on one day of its life.
 */
export type ExpressionType = 'number' | 'text' | 'bool' | 'day' | 'carried day';

/** What an expression may name. */
export interface Scope {
  names: ReadonlyMap<string, ExpressionType>;
  /** Of `dimensions.<name>`. */
  dimensions: ReadonlySet<string>;
}

/** An expression, checked and planned. */
export interface Expression {
  /** What it names. */
  names: ReadonlySet<string>;
  dimensions: ReadonlySet<string>;
  /** Undefined: it divides by zero, so nothing is known. */
  evaluate(values: Record<string, unknown>): number | boolean | undefined;
}

const maximumLength = 300;
const maximumDepth = 32;

type Overload = readonly [takes: readonly ExpressionType[], gives: ExpressionType];
const arithmetic: Overload[] = [[['number', 'number'], 'number']];
const ordered: Overload[] = [
  [['number', 'number'], 'bool'],
  [['day', 'carried day'], 'bool'],
  [['carried day', 'day'], 'bool'],
];
const equal: Overload[] = [
  ...ordered,
  [['text', 'text'], 'bool'],
  [['carried day', 'text'], 'bool'],
  [['text', 'carried day'], 'bool'],
];
const both: Overload[] = [[['bool', 'bool'], 'bool']];

/** All that an expression may do. What is not here (macros, functions, lists) has no bound on its cost. */
const operators: ReadonlyMap<string, readonly Overload[]> = new Map([
  ['_+_', arithmetic],
  ['_-_', arithmetic],
  ['_*_', arithmetic],
  ['_/_', arithmetic],
  ['-_', [[['number'], 'number']]],
  ['_<_', ordered],
  ['_<=_', ordered],
  ['_>_', ordered],
  ['_>=_', ordered],
  ['_==_', equal],
  ['_!=_', equal],
  ['_&&_', both],
  ['_||_', both],
  ['!_', [[['bool'], 'bool']]],
  ['_?_:_', [[['bool', 'number', 'number'], 'number']]],
]);

const environment = celEnv({
  funcs: [
    // By IEEE a part divided by zero is infinite, and one divided by that is zero.
    celFunc('_/_', [CelScalar.DOUBLE, CelScalar.DOUBLE], CelScalar.DOUBLE, (part, whole) => {
      if (whole === 0) throw new Error('division by zero');
      return part / whole;
    }),
  ],
});

/**
 * Reads, checks and plans an expression.
 * @throws Refusal `INVALID_FIELD` for `place`: `TOO_LONG`, `SYNTAX`, `TOO_DEEP`, `NOT_ALLOWED`, `NAME_UNKNOWN`, `DIMENSION_UNKNOWN`, `ILL_TYPED`.
 */
export function compileExpression(
  text: string,
  gives: 'number' | 'bool',
  scope: Scope,
  place: string,
): Expression {
  if (text.length > maximumLength)
    refuseField(place, 'TOO_LONG', `an expression has at most ${maximumLength} characters`);
  const parsed = parseText(text, place);
  const names = new Set<string>();
  const dimensions = new Set<string>();

  function typeOf(expr: Expr | undefined, depth: number): ExpressionType {
    if (depth > maximumDepth) refuseField(place, 'TOO_DEEP', `more than ${maximumDepth} levels`);
    const kind = expr?.exprKind;
    switch (kind?.case) {
      case 'constExpr':
        return typeOfConstant(kind.value.constantKind, place);
      case 'identExpr': {
        const { name } = kind.value;
        names.add(name);
        return scope.names.get(name) ?? refuseField(place, 'NAME_UNKNOWN', `nothing is called ${name}`);
      }
      case 'selectExpr': {
        const { operand, field, testOnly } = kind.value;
        const of = operand?.exprKind;
        if (testOnly || of?.case !== 'identExpr' || of.value.name !== 'dimensions')
          refuseField(place, 'NOT_ALLOWED', 'only `dimensions` has fields');
        if (!scope.dimensions.has(field))
          refuseField(place, 'DIMENSION_UNKNOWN', `there is no dimension ${field}`);
        dimensions.add(field);
        return 'text';
      }
      case 'callExpr': {
        const { function: name, target, args } = kind.value;
        const overloads = target ? undefined : operators.get(name);
        if (!overloads) return refuseField(place, 'NOT_ALLOWED', `${name} is no operator of formulas`);
        const types = args.map((one) => typeOf(one, depth + 1));
        const found = overloads.find(([takes]) => takes.join() === types.join());
        return found?.[1] ?? refuseField(place, 'ILL_TYPED', `${name} does not take ${types.join(', ')}`);
      }
      default:
        return refuseField(place, 'NOT_ALLOWED', 'macros, lists and maps are no part of formulas');
    }
  }

  const type = typeOf(parsed.expr, 1);
  if (type !== gives) refuseField(place, 'ILL_TYPED', `this is a ${type}, a ${gives} is wanted`);
  const planned = plan(environment, parsed) as (values: Record<string, unknown>) => CelResult;
  return {
    names,
    dimensions,
    evaluate(values) {
      const result = planned(values);
      if (isCelError(result)) return undefined;
      return typeof result === 'number' || typeof result === 'boolean' ? result : undefined;
    },
  };
}

function parseText(text: string, place: string): ReturnType<typeof parse> {
  try {
    return parse(text);
  } catch (error) {
    const where = error instanceof Error ? (/:(\d+:\d+):/.exec(error.message)?.[1] ?? '') : '';
    return refuseField(place, 'SYNTAX', `this is not CEL, from ${where} on`);
  }
}

function typeOfConstant(
  constant: Extract<Expr['exprKind'], { case: 'constExpr' }>['value']['constantKind'],
  place: string,
): ExpressionType {
  switch (constant.case) {
    case 'doubleValue':
      return 'number';
    case 'stringValue':
      return 'text';
    case 'int64Value':
    case 'uint64Value':
      return refuseField(place, 'ILL_TYPED', `numbers have a point: ${constant.value}.0`);
    default:
      return refuseField(place, 'NOT_ALLOWED', `no ${constant.case} stands in formulas`);
  }
}
