import {
  Aggregation as AggregationMessage,
  type CountedIndicator,
  IndicatorKind as KindMessage,
} from '@lienthong/contracts/common/v1/indicator';
import { type Aggregation, tallyChannel } from '@lienthong/domain';
import type { IndicatorKind } from '@lienthong/indicators';
import type { Catalogue } from '../domain/catalogue.ts';

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

/** What the source of a channel counts: each code in its last version, in the order of the catalogue. */
export function countedIndicators({ counted }: Catalogue, channel: string): CountedIndicator[] {
  const lastOf = new Map(
    counted.filter(({ owner }) => tallyChannel(owner) === channel).map((one) => [one.code, one]),
  );
  return [...lastOf.values()].map(({ code, kind, aggregation, decimals, unit, names }) => ({
    code,
    kind: kinds[kind],
    aggregation: aggregation ? aggregations[aggregation] : AggregationMessage.UNSPECIFIED,
    decimals,
    unit,
    names,
  }));
}
