import { LinkPut } from '@lienthong/contracts/exchange/v1/link';
import type { SiteRecord } from '../domain/record.ts';
import type { ContentStore } from './content-store.ts';
import { putFromWire, putToWire } from './wire-records.ts';

/** A record with its value whatever its size, for a person who adopts it. Undefined: larger than one answer may be. */
export async function encodeWholeRecord(
  key: string,
  record: SiteRecord,
  contents: Pick<ContentStore, 'read'>,
): Promise<Uint8Array | undefined> {
  if ((record.content?.size ?? 0) > mostBytes) return undefined;
  const content = record.content ? await contents.read(record.content.hash) : undefined;
  if (record.content && !content) return undefined;
  const wire = putToWire({ kind: 'put', key, record, spans: [] });
  const value = Buffer.from(content ?? record.value ?? []);
  return LinkPut.encode({ ...wire, record: wire.record && { ...wire.record, value } }).finish();
}

const mostBytes = 800_000;

/** @throws MalformedMessage */
export function decodeWholeRecord(bytes: Uint8Array): { key: string; record: SiteRecord; value: Uint8Array } {
  const wire = LinkPut.decode(bytes);
  const { key, record } = putFromWire(wire);
  return { key, record, value: wire.record?.value ?? new Uint8Array() };
}
