import {
  Aggregation as AggregationMessage,
  IndicatorKind as KindMessage,
} from '@lienthong/contracts/common/v1/indicator';
import { codesByWord } from '@lienthong/contracts/enum-words';
import type { Indicator as IndicatorMessage } from '@lienthong/contracts/operations/v1/operations';
import type { Indicator } from '@lienthong/indicators';

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
