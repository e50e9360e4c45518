import { valueDigest } from '@lienthong/messaging';
import type { Document } from '../domain/document.ts';

/** SHA-256 of the value, hex; empty when there is none. */
export function digestOf({ record }: Document): string {
  if (!record || record.tombstone) return '';
  return record.content?.hash ?? valueDigest(record.value ?? new Uint8Array());
}
