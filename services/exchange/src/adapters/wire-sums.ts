import type { LinkSums, LinkWatermark } from '@lienthong/contracts/exchange/v1/link';
import type { Hash64 } from '../domain/environment.ts';
import type { Sums, Watermark } from '../domain/messages.ts';
import { keyOf } from '../domain/key.ts';
import { isReason } from '../domain/watermark.ts';
import { checkedKey, dateFromWire, extraFromWire, MalformedMessage } from './wire-checks.ts';

const levels = ['hop', 'unit', 'bucket'] as const;

export function sumsToWire({ role, level, range, sums, watermarks }: Sums): LinkSums {
  return {
    belief: role === 'belief',
    level: levels.indexOf(level),
    after: range.after,
    upto: range.upto,
    sums: sums.map(([name, xor]) => ({ name, xor: hashToBytes(xor) })),
    watermarks: watermarks.map(watermarkToWire),
  };
}

export function sumsFromWire({ belief, level, after, upto, sums, watermarks }: LinkSums): Sums {
  const named = levels[level];
  if (!named) throw new MalformedMessage('sums of an unknown level');
  return {
    kind: 'sums',
    role: belief ? 'belief' : 'held',
    level: named,
    range: { after, upto },
    sums: sums.map(({ name, xor }) => [name, hashFromBytes(xor)] as const),
    watermarks: watermarks.map(watermarkFromWire),
  };
}

const watermarkToWire = (watermark: Watermark): LinkWatermark => {
  const { unit, channel, asOf, count, digest, reason, extra, by, sig } = watermark;
  return {
    unit,
    channel,
    asOf: asOf ?? undefined,
    count,
    digest: hashToBytes(digest),
    reason,
    extra: Buffer.from(extra, 'base64url'),
    by,
    sig: Buffer.from(sig, 'base64url'),
  };
};

/** @throws MalformedMessage */
function watermarkFromWire(wire: LinkWatermark): Watermark {
  const { unit, channel, asOf, count, digest, reason, extra, by, sig } = wire;
  checkedKey(keyOf(channel, unit, 'x'));
  if (!isReason(reason)) throw new MalformedMessage('a reason is a code of lower-case letters');
  return {
    unit,
    channel,
    asOf: asOf === undefined ? null : dateFromWire(asOf),
    count,
    digest: hashFromBytes(digest),
    reason,
    extra: extraFromWire(extra),
    by,
    sig: Buffer.from(sig).toString('base64url'),
  };
}

/** 64 bits, the high half first. */
export function hashToBytes([high, low]: Hash64): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeInt32BE(high, 0);
  bytes.writeInt32BE(low, 4);
  return bytes;
}

/** @throws MalformedMessage */
export function hashFromBytes(bytes: Uint8Array): Hash64 {
  if (bytes.length !== 8) throw new MalformedMessage('a sum has 8 bytes');
  const view = Buffer.from(bytes);
  return [view.readInt32BE(0), view.readInt32BE(4)];
}
