import {
  Aggregation as AggregationMessage,
  IndicatorKind as KindMessage,
} from '@lienthong/contracts/common/v1/indicator';
import { codesByWord } from '@lienthong/contracts/enum-words';
import type {
  IndicatorDimension as DimensionMessage,
  Indicator as IndicatorMessage,
} from '@lienthong/contracts/operations/v1/operations';
import type { Indicator } from '@lienthong/indicators';
import type { DimensionValue } from '../queries/dimension-values.ts';

const kinds = codesByWord(KindMessage);

const aggregations = codesByWord(AggregationMessage);

/** An indicator as it goes out. */
export function toIndicatorMessage(indicator: Indicator): IndicatorMessage {
  const { code, version, validFrom, validTo, owner, kind, aggregation, dimensions, decimals } = indicator;
  const { unit, names, definition, of = '', where = '', formula = '', parts } = indicator;
  return {
    code,
    version,
    validFrom,
    validTo,
    owner,
    kind: kinds[kind],
    aggregation: aggregation ? aggregations[aggregation] : AggregationMessage.UNSPECIFIED,
    dimensions,
    decimals,
    unit,
    names,
    definition,
    of,
    where,
    formula,
    parts: [...parts],
  };
}

export const toDimensionMessage = ({
  name,
  values,
}: {
  name: string;
  values: readonly DimensionValue[];
}): DimensionMessage => ({
  name,
  values: values.map(({ code, name: vi = '', nameEn = '' }) => ({ code, names: { vi, en: nameEn } })),
});
