import { hash } from 'node:crypto';
import type { Stamp as WireStamp } from '@lienthong/contracts/exchange/v1/exchange';

/** Key of a record: what kind of thing, the unit whose site writes it, which one (the day of a tally, the name of a table). */
export interface RecordKey {
  channel: string;
  unit: string;
  id: string;
}

/** Names one written state of a record. Services store and return it; only `exchange` compares revisions. */
export interface Stamp {
  rev: number;
  /** 8 bytes, 16 hex digits. */
  tag: string;
}

export const sameStamp = (a: Stamp, b: Stamp): boolean => a.rev === b.rev && a.tag === b.tag;

/** `channel/unit/id`: a record's name in maps and as `_id`. */
export const recordName = ({ channel, unit, id }: RecordKey): string => `${channel}/${unit}/${id}`;

export const toWireStamp = ({ rev, tag }: Stamp): WireStamp => ({ rev, tag: Buffer.from(tag, 'hex') });
export const fromWireStamp = (stamp: WireStamp | undefined): Stamp => ({
  rev: stamp?.rev ?? 0,
  tag: stamp?.tag.toString('hex') ?? '',
});

/** SHA-256 of a value, hex: the digest that exchange tells of what it holds. */
export const valueDigest = (value: Uint8Array): string => hash('sha256', value, 'hex');

/**
 * What a local consumer's record counts in the sums that it compares with exchange (`ConsumerSums` in the contract): the hash of a chain of
 * one, with the consumer as its hop. 64 bits.
 */
export const consumerEntryHash = (consumer: string, key: RecordKey, { rev, tag }: Stamp): bigint =>
  hash64(`${recordName(key)}|~${consumer}:${rev}:${tag}`);

/** The first 8 bytes of SHA-256. */
export const hash64 = (text: string): bigint => hash('sha256', text, 'buffer').readBigUInt64BE();

/** 64 bits as they stand in a message. */
export function hashBytes(hash: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(hash);
  return bytes;
}
