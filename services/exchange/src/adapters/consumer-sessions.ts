import { codesByWord } from '@lienthong/contracts/enum-words';
import {
  type WatchRecordsRequest,
  type WatchRecordsResponse,
  type Watermark as WireWatermark,
  WatermarkReason as WireReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import { toWireStamp } from '@lienthong/messaging';
import type { ConsumerSession } from '../commands/ports.ts';
import { maximumValueBytes } from '../domain/content.ts';
import type { Chain } from '../domain/document.ts';
import { keyOf, partsOf } from '../domain/key.ts';
import type { Have, Put, Sums, Watermark } from '../domain/messages.ts';
import { consumerHop } from '../domain/route.ts';
import type { ContentStore } from './content-store.ts';
import { hexOf } from './wire-checks.ts';
import { hashFromBytes, hashToBytes } from './wire-sums.ts';

const mostChanges = 200;
/** With one more value of the largest size a message stays below 4 MiB, which gRPC takes. */
const mostBytes = 800_000;

export function createConsumerSession(
  name: string,
  contents: Pick<ContentStore, 'read'>,
  lastHeard: (unit: string) => number | undefined,
  asShown: (watermark: Watermark) => Watermark,
): ConsumerSession {
  const puts = new Map<string, Put>();
  const watermarks = new Map<string, Watermark>();
  const lists = new Set<string>();
  let wake = (): void => undefined;
  let isClosed = false;

  async function changeOf({
    key,
    record,
    spans,
  }: Put): Promise<WatchRecordsResponse['changes'][number] | undefined> {
    const { content } = record;
    // What was put as bytes is offered as bytes, at whatever length it travelled as a content; what was put as a content, as one.
    const isFile = content !== null && (content.type !== '' || content.size > maximumValueBytes);
    const value = content && !isFile ? await contents.read(content.hash) : (record.value ?? new Uint8Array());
    // Its content went with a restore: the sweep finds that and has it sent or put again, and then it is offered again.
    if (!value) return undefined;
    return {
      key: partsOf(key),
      stamp: toWireStamp(record),
      value: Buffer.from(value),
      tombstone: record.tombstone,
      broke: record.broke,
      lifted: record.lifted,
      spans: spans.map((traceparent) => ({ traceparent })),
      content: isFile ? content : undefined,
    };
  }

  async function next(): Promise<WatchRecordsResponse> {
    const changes: WatchRecordsResponse['changes'] = [];
    let bytes = 0;
    for (const [key, put] of puts) {
      if (changes.length >= mostChanges || bytes > mostBytes) break;
      puts.delete(key);
      const change = await changeOf(put);
      if (!change) continue;
      changes.push(change);
      bytes += change.value.length;
    }
    // Changes first: a watermark speaks of what was put before it.
    const isLast = puts.size === 0;
    const told = isLast
      ? [...watermarks.values()].map((one) => toWireWatermark(asShown(one), lastHeard(one.unit)))
      : [];
    if (isLast) watermarks.clear();
    const listUnits = [...lists];
    lists.clear();
    return { changes, watermarks: told, listUnits };
  }

  return {
    name,
    push(message) {
      // Only the last state of a key that waits is written.
      if (message.kind === 'put') puts.set(message.key, message);
      else if (message.kind === 'list') for (const bucket of message.buckets) lists.add(bucket);
      else if (message.kind === 'sums') {
        for (const one of message.watermarks) watermarks.set(`${one.unit}/${one.channel}`, one);
      }
      wake();
    },
    async *responses() {
      while (!isClosed) {
        if (puts.size > 0 || watermarks.size > 0 || lists.size > 0) yield await next();
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
    close() {
      isClosed = true;
      wake();
    },
  };
}

/** What a consumer says, as a message from its hop; undefined: not a message of the protocol. @throws MalformedMessage */
export function fromConsumer(name: string, { message }: WatchRecordsRequest): Have | Sums | undefined {
  switch (message?.$case) {
    case 'held': {
      const { entries, full, after, upto } = message.value;
      return {
        kind: 'have',
        took: 0,
        entries: entries.map(({ key, stamp }) => ({
          key: keyOf(key?.channel ?? '', key?.unit ?? '', key?.id ?? ''),
          chain: entryOf(name, stamp?.rev ?? 0, stamp?.tag ?? new Uint8Array()),
        })),
        ...(full === '' ? {} : { full: { bucket: full, range: { after, upto } } }),
      };
    }
    case 'sums':
      return {
        kind: 'sums',
        role: 'held',
        level: 'unit',
        range: { after: '', upto: '' },
        // An empty list has to say so too: exchange may believe that something is held.
        sums: [['', [0, 0]], ...message.value.sums.map((sum) => [sum.name, hashFromBytes(sum.xor)] as const)],
        watermarks: [],
      };
    case 'subscribe':
    case undefined:
      return undefined;
    default: {
      const never: never = message;
      throw new Error(`Unknown ${JSON.stringify(never)}.`);
    }
  }
}

const entryOf = (name: string, rev: number, tag: Uint8Array): Chain => [
  { site: consumerHop(name), rev, tag: rev === 0 ? '' : hexOf(tag, 8), displaced: null },
];

const reasons: ReadonlyMap<string, WireReason> = new Map(Object.entries(codesByWord(WireReason)));

function toWireWatermark(
  { unit, channel, asOf, count, digest, reason }: Watermark,
  heard: number | undefined,
): WireWatermark {
  return {
    unit,
    channel,
    asOf: asOf === null ? undefined : new Date(asOf),
    count,
    digest: hashToBytes(digest),
    reason: reasons.get(reason) ?? WireReason.UNSPECIFIED,
    lastHeard: heard === undefined ? undefined : new Date(heard),
  };
}
