import { LinkPut } from '@lienthong/contracts/exchange/v1/link';
import { stateNamed, valueQuestion } from '../domain/engine/asks.ts';
import type { Key } from '../domain/key.ts';
import type { Ask } from '../domain/messages.ts';
import type { SiteRecord } from '../domain/record.ts';
import type { ContentStore } from './content-store.ts';
import type { RecordStore } from './record-store.ts';
import { putFromWire, putToWire } from './wire-records.ts';

/** What exchange says to a question of its own. */
export interface OwnAnswer {
  readonly body: Uint8Array;
  readonly failure: '' | 'not_held';
}

const notHeld: OwnAnswer = { body: new Uint8Array(), failure: 'not_held' };

/** The record that this site holds of the key that is asked for; with a content that is whole here, and of a size that is wanted. */
export async function answerRecord(
  { question, body }: Pick<Ask, 'question' | 'body'>,
  records: Pick<RecordStore, 'read'>,
  contents: Pick<ContentStore, 'read' | 'lacking'>,
): Promise<OwnAnswer> {
  const { key } = stateNamed(body);
  const record = (await records.read([key])).get(key)?.document.record;
  if (!record) return notHeld;
  const { content } = record;
  if (!content) return { body: encode(key, record, record.value), failure: '' };
  if (question !== valueQuestion) {
    const isGone = (await contents.lacking([content.hash])).size > 0;
    return isGone ? notHeld : { body: encode(key, record, null), failure: '' };
  }
  const value = content.size > mostBytes ? undefined : await contents.read(content.hash);
  return value ? { body: encode(key, record, value), failure: '' } : notHeld;
}

function encode(key: Key, record: SiteRecord, value: Uint8Array | null): Uint8Array {
  const wire = putToWire({ kind: 'put', key, record, spans: [] });
  return LinkPut.encode({
    ...wire,
    record: wire.record && { ...wire.record, value: Buffer.from(value ?? []) },
  }).finish();
}

const mostBytes = 800_000;

/** @returns undefined: it is no record. */
export function decodeWholeRecord(
  bytes: Uint8Array,
): { key: string; record: SiteRecord; value: Uint8Array } | undefined {
  try {
    const wire = LinkPut.decode(bytes);
    const { key, record } = putFromWire(wire);
    return { key, record, value: wire.record?.value ?? new Uint8Array() };
  } catch {
    return undefined;
  }
}
