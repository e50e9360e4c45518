import { wordsByCode } from '@lienthong/contracts/enum-words';
import {
  type Watermark as WatermarkMessage,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { Watermark } from '../domain/freshness.ts';

const reasons = wordsByCode(WatermarkReason);

/** What exchange says of a unit's records, as it is judged here. */
export function toWatermark(message: WatermarkMessage): Watermark {
  const { unit, channel, asOf, count, digest, reason, lastHeard } = message;
  return {
    unit,
    source: channel,
    asOf: asOf?.getTime(),
    count,
    digest: digest.toString('hex'),
    reason: reasons.get(reason) ?? '',
    lastHeard: lastHeard?.getTime(),
  };
}
