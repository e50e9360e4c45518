import {
  Aggregation as AggregationMessage,
  IndicatorKind as KindMessage,
} from '@lienthong/contracts/common/v1/indicator';
import type { Indicator as IndicatorMessage } from '@lienthong/contracts/operations/v1/operations';
import type { Aggregation, Indicator, IndicatorKind } from '@lienthong/indicators';

const kinds: Record<IndicatorKind, KindMessage> = {
  flow: KindMessage.FLOW,
  stock: KindMessage.STOCK,
  ratio: KindMessage.RATIO,
};

const aggregations: Record<Aggregation, AggregationMessage> = {
  sum: AggregationMessage.SUM,
  max: AggregationMessage.MAX,
  min: AggregationMessage.MIN,
  last: AggregationMessage.LAST,
};

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
