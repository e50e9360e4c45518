import {
  Aggregation as AggregationMessage,
  type CountedIndicator,
  IndicatorKind as KindMessage,
} from '@lienthong/contracts/common/v1/indicator';
import { codesByWord } from '@lienthong/contracts/enum-words';
import { tallyChannel } from '@lienthong/domain';
import type { Catalogue } from '../domain/catalogue.ts';

const kinds = codesByWord(KindMessage);

const aggregations = codesByWord(AggregationMessage);

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
