import { toWireStamp } from '@lienthong/messaging';
import type { LinkContent, LinkPut, LinkRecord } from '@lienthong/contracts/exchange/v1/link';
import { type Content, isMediaType } from '../domain/content.ts';
import type { Put } from '../domain/messages.ts';
import type { SiteRecord } from '../domain/record.ts';
import type { Stamp } from '../domain/stamp.ts';
import { checkedKey, extraFromWire, hexOf, MalformedMessage, stampFromWire } from './wire-checks.ts';

const tagBytes = 8;
const maximumSpans = 8;

export function putToWire({ key, record, spans, since }: Put): LinkPut {
  return { key, record: recordToWire(record, since), spans: spans.map(spanToWire) };
}

export function putFromWire({ key, record, spans }: LinkPut): Put {
  if (!record) throw new MalformedMessage('a put without a record');
  const since = stampFromWire(record.seenSince);
  const put: Put = {
    kind: 'put',
    key: checkedKey(key),
    record: recordFromWire(record),
    spans: spans.slice(0, maximumSpans).map(spanFromWire),
  };
  return since ? { ...put, since } : put;
}

function recordToWire(record: SiteRecord, since: Stamp | undefined): LinkRecord {
  const { rev, tag, value, content, tombstone, seen, base, broke, lifted, extra, by, sig } = record;
  return {
    rev,
    tag: Buffer.from(tag, 'hex'),
    value: Buffer.from(value ?? []),
    content: content ? { ...content, hash: Buffer.from(content.hash, 'hex') } : undefined,
    tombstone,
    seenBelow: seen.map((stamp) => rev - stamp.rev),
    seenTags: Buffer.from(seen.map((stamp) => stamp.tag).join(''), 'hex'),
    base,
    broke,
    extra: Buffer.from(extra, 'base64url'),
    by,
    sig: Buffer.from(sig, 'base64url'),
    seenSince: since && toWireStamp(since),
    lifted,
  };
}

function recordFromWire(wire: LinkRecord): SiteRecord {
  const { rev, tag, value, tombstone, seenBelow, seenTags, base, broke, lifted, extra, by, sig } = wire;
  if (seenTags.length !== seenBelow.length * tagBytes)
    throw new MalformedMessage('a known stamp without its tag');
  // The signature of a tombstone says nothing of a content.
  if (tombstone && wire.content) throw new MalformedMessage('a tombstone with a content');
  const content = wire.content && contentFromWire(wire.content);
  return {
    rev,
    tag: hexOf(tag, tagBytes),
    value: tombstone || content ? null : value,
    content: content ?? null,
    tombstone,
    seen: seenBelow.map((below, at) => ({
      rev: rev - below,
      tag: hexOf(seenTags.subarray(at * tagBytes, (at + 1) * tagBytes), tagBytes),
    })),
    base,
    broke,
    lifted,
    extra: extraFromWire(extra),
    by,
    sig: Buffer.from(sig).toString('base64url'),
  };
}

function contentFromWire({ hash, size, type }: LinkContent): Content {
  // It is signed as one line of text.
  if (type !== '' && !isMediaType(type)) throw new MalformedMessage('not a media type');
  return { hash: hexOf(hash, 32), size, type };
}

/** `00-<trace id>-<span id>-<flags>` in 25 bytes. */
function spanToWire(traceparent: string): Buffer {
  const [, trace = '', span = '', flags = ''] = traceparent.split('-');
  return Buffer.from(trace + span + flags, 'hex');
}

function spanFromWire(bytes: Uint8Array): string {
  const hex = hexOf(bytes, 25);
  return `00-${hex.slice(0, 32)}-${hex.slice(32, 48)}-${hex.slice(48)}`;
}
