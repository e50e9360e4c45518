import { refuseWatermark } from '../admission.ts';
import { answerLane } from '../channel.ts';
import type { Sums, Watermark } from '../messages.ts';
import { consumerHop, isConsumerHop } from '../route.ts';
import { sameWatermark, type UnsignedWatermark, watermarkText } from '../watermark.ts';
import type { Steps } from './effects.ts';
import { type Memory, once, type Progress, refuse, saysSums, sourceOf } from './memory.ts';
import { lacksPast } from './past.ts';
import { queuePage } from './sending.ts';

/** Watermarks in one message; one takes some 150 bytes on the wire. */
export const perMessage = 25;
/** Channels of one unit whose watermarks are kept: a site signs for as many of its own as it likes. */
const mostSources = 64;

/** All sources whose progress is known here: own ones as they stand now, others as their owner's site said last. */
export function watermarksOf(memory: Memory): Watermark[] {
  const heard = [...memory.watermarks.values()].filter(
    ({ unit, by }) => by !== memory.site && by === memory.registry.ownerOf(unit),
  );
  return [...ownWatermarks(memory), ...heard];
}

/** Those of this site's units, as they stand now. */
export function ownWatermarks(memory: Memory): Watermark[] {
  const own: Watermark[] = [];
  const { isComplete } = memory.walk;
  if (isComplete && !saysSums(memory)) return own;
  for (const [source, progress] of memory.progress) {
    const { unit, channel } = progress;
    if (memory.registry.ownerOf(unit) !== memory.site) continue;
    const { count, digest } = isComplete ? countedOf(memory, source) : lastTold(memory, source);
    const { asOf, reason } = isComplete ? believed(memory, source, progress) : unknownYet;
    own.push(
      signed(memory, source, { unit, channel, asOf, count, digest, reason, extra: '', by: memory.site }),
    );
  }
  return own;
}

/**
 * While the store is read for the first time, or since it was exchanged, nobody here knows what it holds. The levels above have to know that:
 * what was told them last may be of another store, and a large one takes minutes.
 */
const unknownYet = { asOf: null, reason: 'comparing' } as const;

type Count = Pick<Watermark, 'count' | 'digest'>;

function countedOf(memory: Memory, source: string): Count {
  const counted = memory.counted.get(source);
  return { count: counted?.stamps.size ?? 0, digest: counted?.digest ?? [0, 0] };
}

const lastTold = (memory: Memory, source: string): Count =>
  memory.watermarks.get(source) ?? { count: 0, digest: [0, 0] };

/** Signed anew only when it goes out with another content than before. */
function signed(memory: Memory, source: string, unsigned: UnsignedWatermark): Watermark {
  const before = memory.watermarks.get(source);
  if (before && sameWatermark(before, unsigned)) return before;
  const watermark = { ...unsigned, sig: memory.environment.signText(watermarkText(unsigned)) };
  memory.watermarks.set(source, watermark);
  return watermark;
}

/**
 * A producer's word counts for the database that it compared with. And while others hold records of the source that this site does not,
 * nobody here knows up to when they are complete; nor while it holds less of a unit that was handed over than its former owner left behind.
 */
function believed(
  memory: Memory,
  source: string,
  { asOf, reason, epoch }: Progress,
): Pick<Watermark, 'asOf' | 'reason'> {
  if (epoch !== memory.epoch) return { asOf: null, reason: 'comparing' };
  if (lacksPast(memory, source) || (memory.lostHere.get(source)?.size ?? 0) > 0)
    return { asOf: null, reason: 'history_missing' };
  return { asOf, reason };
}

/** Watermarks travel up, and to the local services that read what they count. */
function watermarksFor(memory: Memory, hop: string, all: readonly Watermark[]): readonly Watermark[] {
  if (hop === memory.registry.parentOf(memory.site)) return all;
  const reader = memory.consumers.find((one) => consumerHop(one.name) === hop);
  return all.filter(({ channel }) => reader?.channels.includes(channel));
}

/** A local service says up to when a unit's records of a channel are complete; they are counted already. */
export function noteProgress(memory: Memory, progress: Progress): void {
  const { unit, channel } = progress;
  const source = sourceOf(unit, channel);
  const before = memory.progress.get(source);
  memory.progress.set(source, progress);
  // Time that merely passes waits for the next sums; what people look for does not.
  if (before?.reason !== progress.reason || before.epoch !== progress.epoch)
    once(memory, 'watermarks', memory.timing.watermarks, { do: 'watermarks' });
}

/** Once, soon after a burst: the watermarks alone, upwards and to the readers here. */
export function* sendWatermarks(memory: Memory, watermarks = watermarksOf(memory)): Steps<void> {
  if (watermarks.length === 0) return;
  const parent = memory.registry.parentOf(memory.site);
  if (parent !== null) yield* tellWatermarks(memory, parent, watermarks);
  yield* tellReaders(memory, watermarks);
}

/** The local services that read what these count. */
export function* tellReaders(memory: Memory, watermarks = watermarksOf(memory)): Steps<void> {
  for (const { name } of memory.consumers) yield* tellWatermarks(memory, consumerHop(name), watermarks);
}

/** To one hop, what concerns it: a few at once, the rest through the lanes, so that it holds up nothing. */
export function* tellWatermarks(memory: Memory, hop: string, watermarks = watermarksOf(memory)): Steps<void> {
  const all = watermarksFor(memory, hop, watermarks);
  for (let at = 0; at < all.length; at += perMessage) {
    const message = asMessage(all.slice(at, at + perMessage));
    if (at === 0 || isConsumerHop(hop)) yield { do: 'send', hop, lane: answerLane, message };
    else {
      const first = message.watermarks[0];
      queuePage(memory, hop, `watermarks:${first?.unit}/${first?.channel}`, message, perMessage * 150);
      once(memory, `drain:${hop}`, 0, { do: 'drain', hop });
    }
  }
}

function asMessage(watermarks: readonly Watermark[]): Sums {
  const range = { after: '', upto: '' };
  return { kind: 'sums', role: 'belief', level: 'hop', range, sums: [], watermarks };
}

/** From a child, about units of its subtree (R13): as the owner's site signed it. Kept, and passed on at once. */
export function* onWatermarks(memory: Memory, from: string, watermarks: readonly Watermark[]): Steps<void> {
  const changed: Watermark[] = [];
  for (const watermark of watermarks) {
    const source = sourceOf(watermark.unit, watermark.channel);
    const before = memory.watermarks.get(source);
    if (before?.sig === watermark.sig && sameWatermark(before, watermark)) continue;
    const refusal =
      refuseWatermark(memory.registry, memory.environment, memory.site, from, watermark) ??
      (before || sourcesOf(memory, watermark.unit) < mostSources ? undefined : 'source_limit');
    if (refusal) {
      refuse(memory, from, `${watermark.channel}/${watermark.unit}/`, refusal);
      continue;
    }
    memory.watermarks.set(source, watermark);
    changed.push(watermark);
  }
  yield* sendWatermarks(memory, changed);
}

function sourcesOf(memory: Memory, unit: string): number {
  let count = 0;
  for (const known of memory.watermarks.values()) if (known.unit === unit) count += 1;
  return count;
}
