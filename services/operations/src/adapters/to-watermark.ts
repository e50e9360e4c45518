import {
  type Watermark as WatermarkMessage,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { Watermark } from '../domain/freshness.ts';

const reasons: Readonly<Record<WatermarkReason, Watermark['reason']>> = {
  [WatermarkReason.UNSPECIFIED]: '',
  [WatermarkReason.CURRENT]: 'current',
  [WatermarkReason.DEAD_LETTER]: 'dead_letter',
  [WatermarkReason.CATCHING_UP]: 'catching_up',
  [WatermarkReason.COMPARING]: 'comparing',
  [WatermarkReason.HISTORY_MISSING]: 'history_missing',
  [WatermarkReason.TWIN]: 'twin',
  [WatermarkReason.AHEAD]: 'ahead',
  [WatermarkReason.UNRECOGNIZED]: '',
};

/** What exchange says of a unit's records, as it is judged here. */
export function toWatermark(message: WatermarkMessage): Watermark {
  const { unit, channel, asOf, count, digest, reason, lastHeard } = message;
  return {
    unit,
    source: channel,
    asOf: asOf?.getTime(),
    count,
    digest: digest.toString('hex'),
    reason: reasons[reason],
    lastHeard: lastHeard?.getTime(),
  };
}
