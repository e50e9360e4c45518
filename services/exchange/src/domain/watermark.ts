import type { Watermark } from './messages.ts';

/** Why a watermark stands; one of a later release may say another, and is passed on. */
export type WatermarkReason =
  | 'current'
  | 'dead_letter'
  | 'catching_up'
  | 'comparing'
  | 'history_missing'
  | 'twin'
  | 'ahead';

/** A code such as `catching_up`. */
export const isReason = (text: string): boolean => /^[a-z_]{1,40}$/.test(text);

export type UnsignedWatermark = Omit<Watermark, 'sig'>;

/** What a watermark's signature covers, each part on a line of its own; no part can hold a line end. */
export function watermarkText({
  unit,
  channel,
  asOf,
  count,
  digest,
  reason,
  extra,
  by,
}: UnsignedWatermark): string {
  return [
    'lienthong watermark 1',
    unit,
    channel,
    asOf ?? '-',
    count,
    `${digest[0]}:${digest[1]}`,
    reason,
    extra,
    by,
  ].join('\n');
}

export function sameWatermark(a: UnsignedWatermark, b: UnsignedWatermark): boolean {
  return watermarkText(a) === watermarkText(b);
}
