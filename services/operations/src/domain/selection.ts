import {
  addDays,
  type Dimension,
  type Hierarchy,
  type LocalDay,
  refuseField,
  type UnitKey,
} from '@lienthong/domain';
import type { Catalogue, Indicator } from '@lienthong/indicators';
import { placeUnder } from './placement.ts';

export type Grouping = 'total' | 'children' | 'counting_unit';

/** What is summed. As a caller wrote it, lists and the hierarchy's date may be empty; `checkSelection` fills them in. */
export interface RollupSelection {
  unit: UnitKey;
  from: LocalDay;
  to: LocalDay;
  indicators: readonly string[];
  /** Once filled in, each once and at least one. */
  groupBy: readonly Grouping[];
  hierarchyDate: LocalDay;
  byDay: boolean;
  /** Names of dimensions that rows are split by. */
  splitBy: readonly string[];
  /** Only what has all of these. */
  dimensions: readonly Dimension[];
}

/** What a selection has to fit. */
export interface KnownToSelection {
  hierarchy: Hierarchy;
  catalogue: Catalogue;
  /** The values that a dimension may have; undefined: any. */
  valuesOf?: (dimension: string) => readonly string[] | undefined;
}

const longestPeriodDays = 800;

/**
 * Checks what the contract cannot say of a selection and fills in what may be left out: indicators (all of the day `to`), grouping (the whole), the hierarchy's date
 * (that of `to`). A unit that had another
 * key on that date is taken for the one that took its whole place.
 *
 * @throws Refusal `INVALID_FIELD` naming the field.
 */
export function checkSelection(
  draft: RollupSelection,
  { hierarchy, catalogue, valuesOf = () => undefined }: KnownToSelection,
): RollupSelection {
  if (draft.to < draft.from) refuseField('selection.to', 'PERIOD_EMPTY', 'the period ends before it begins');
  if (addDays(draft.from, longestPeriodDays) < draft.to)
    refuseField('selection.to', 'PERIOD_TOO_LONG', `a period has at most ${longestPeriodDays} days`);
  const hierarchyDate = draft.hierarchyDate === '' ? draft.to : draft.hierarchyDate;
  const valid = catalogue.validOn(draft.to);
  const codes = valid.map(({ code }) => code);
  for (const [index, name] of draft.indicators.entries())
    if (!codes.includes(name))
      refuseField(`selection.indicators[${index}]`, 'INDICATOR_UNKNOWN', `one of ${codes.join(', ')}`);
  const indicators = draft.indicators.length === 0 ? codes : [...new Set(draft.indicators)];
  checkDimensions(
    draft,
    valid.filter(({ code }) => indicators.includes(code)),
    valuesOf,
  );
  const [placed = draft.unit] = placeUnder(hierarchy, draft.unit, hierarchyDate);
  if (!hierarchy.isValid(placed, hierarchyDate))
    refuseField(
      'selection.unit',
      'UNIT_UNKNOWN',
      `no unit of this register stands for it on ${hierarchyDate}`,
    );
  return {
    ...draft,
    unit: placed,
    indicators,
    groupBy: draft.groupBy.length === 0 ? ['total'] : [...new Set(draft.groupBy)],
    hierarchyDate,
  };
}

/** An indicator that does not have a dimension is not split by it, but one of those asked for has to have it. */
function checkDimensions(
  { splitBy, dimensions }: RollupSelection,
  asked: readonly Indicator[],
  valuesOf: NonNullable<KnownToSelection['valuesOf']>,
): void {
  const known = new Set(asked.flatMap((one) => one.dimensions));
  const check = (name: string, field: string): void => {
    if (!known.has(name)) refuseField(field, 'DIMENSION_UNKNOWN', `one of ${[...known].join(', ')}`);
  };
  for (const [index, name] of splitBy.entries()) check(name, `selection.split_by[${index}]`);
  for (const [index, { name, value }] of dimensions.entries()) {
    check(name, `selection.dimensions[${index}].name`);
    // What nothing can have would be told as zero.
    if (valuesOf(name)?.includes(value) === false)
      refuseField(
        `selection.dimensions[${index}].value`,
        'UNKNOWN',
        `a value of ${name} (ListIndicators names them)`,
      );
  }
}
