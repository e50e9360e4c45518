import {
  Aggregate as AggregateMessage,
  type Indicator as IndicatorMessage,
  IndicatorKind as KindMessage,
} from '@lienthong/contracts/operations/v1/operations';
import type { Aggregate, Indicator, IndicatorKind } from '@lienthong/indicators';

const kinds: Record<IndicatorKind, KindMessage> = {
  flow: KindMessage.FLOW,
  stock: KindMessage.STOCK,
  ratio: KindMessage.RATIO,
};

const aggregates: Record<Aggregate, AggregateMessage> = {
  sum: AggregateMessage.SUM,
  max: AggregateMessage.MAX,
  min: AggregateMessage.MIN,
  last: AggregateMessage.LAST,
};

/** An indicator as it goes out. */
export function toIndicatorMessage(indicator: Indicator): IndicatorMessage {
  const { code, version, validFrom, validTo, owner, kind, aggregate, dimensions, decimals } = indicator;
  const { unit, names, definition, of = '', where = '', formula = '', parts } = indicator;
  return {
    code,
    version,
    validFrom,
    validTo,
    owner,
    kind: kinds[kind],
    aggregate: aggregate ? aggregates[aggregate] : AggregateMessage.UNSPECIFIED,
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
