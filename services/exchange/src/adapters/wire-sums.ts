import type { LinkSums, LinkWatermark } from '@lienthong/contracts/exchange/v1/link';
import type { Hash64 } from '../domain/environment.ts';
import type { Sums, Watermark } from '../domain/messages.ts';
import { MalformedMessage } from './wire-checks.ts';

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

const watermarkToWire = ({ unit, asOf, count, digest, reason }: Watermark): LinkWatermark => ({
  unit,
  asOf: asOf ?? undefined,
  count,
  digest: hashToBytes(digest),
  reason,
});

const watermarkFromWire = ({ unit, asOf, count, digest, reason }: LinkWatermark): Watermark => ({
  unit,
  asOf: asOf ?? null,
  count,
  digest: hashFromBytes(digest),
  reason: reason.slice(0, 40),
});

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
