import { answerLane } from '../channel.ts';
import { isCounted } from '../channel.ts';
import type { Sums, Watermark } from '../messages.ts';
import { consumerHop } from '../route.ts';
import { sameHash } from '../sums.ts';
import type { Steps } from './effects.ts';
import { type Memory, once } from './memory.ts';

/** Every unit whose progress is known here: own ones as they stand now, others as they were last heard. */
export function watermarksOf(memory: Memory): Watermark[] {
  return [...ownWatermarks(memory), ...[...memory.watermarks.values()].map((known) => known.watermark)];
}

function ownWatermarks(memory: Memory): Watermark[] {
  const own: Watermark[] = [];
  for (const [unit, { asOf, reason }] of memory.progress) {
    if (memory.registry.ownerOf(unit) !== memory.site) continue;
    const counted = memory.counted.get(unit);
    own.push({ unit, asOf, count: counted?.stamps.size ?? 0, digest: counted?.digest ?? [0, 0], reason });
  }
  return own;
}

/** Watermarks travel up, and to the local services that read what they count. */
export function watermarksFor(memory: Memory, hop: string): Watermark[] {
  return hop === memory.registry.parentOf(memory.site) || readersOf(memory).includes(hop)
    ? watermarksOf(memory)
    : [];
}

/** Local services that read what watermarks count. */
export function readersOf(memory: Memory): string[] {
  return memory.consumers.filter((one) => one.channels.some(isCounted)).map((one) => consumerHop(one.name));
}

/** A local service says up to when a unit's own data is complete. */
export function noteProgress(memory: Memory, unit: string, asOf: number | null, reason: string): void {
  const before = memory.progress.get(unit);
  memory.progress.set(unit, { asOf, reason });
  // Time that merely passes waits for the next sums; what people look for does not.
  if (before?.reason !== reason) once(memory, 'watermarks', memory.timing.watermarks, { do: 'watermarks' });
}

/** Once, soon after a burst: the watermarks alone, upwards and to the readers here. */
export function* sendWatermarks(memory: Memory, watermarks = watermarksOf(memory)): Steps<void> {
  if (watermarks.length === 0) return;
  yield { do: 'watermarks', watermarks };
  const parent = memory.registry.parentOf(memory.site);
  for (const hop of parent === null ? readersOf(memory) : [parent, ...readersOf(memory)]) {
    yield* send(hop, watermarks);
  }
}

/** To one reader: all that is known here. */
export function* tellWatermarks(memory: Memory, hop: string): Steps<void> {
  const watermarks = watermarksFor(memory, hop);
  if (watermarks.length > 0) yield* send(hop, watermarks);
}

function* send(hop: string, watermarks: readonly Watermark[]): Steps<void> {
  const range = { after: '', upto: '' };
  const message: Sums = { kind: 'sums', role: 'belief', level: 'hop', range, sums: [], watermarks };
  yield { do: 'send', hop, lane: answerLane, message };
}

/** From a child, about units of its subtree (R13): kept for the screen and passed on at once. */
export function* onWatermarks(memory: Memory, from: string, watermarks: readonly Watermark[]): Steps<void> {
  const changed: Watermark[] = [];
  for (const watermark of watermarks) {
    const owner = memory.registry.ownerOf(watermark.unit);
    if (owner === undefined || owner === memory.site || !memory.registry.isWithin(owner, from)) continue;
    const before = memory.watermarks.get(watermark.unit)?.watermark;
    memory.watermarks.set(watermark.unit, { watermark, from, at: memory.environment.now() });
    if (!before || !sameWatermark(before, watermark)) changed.push(watermark);
  }
  yield* sendWatermarks(memory, changed);
}

const sameWatermark = (a: Watermark, b: Watermark): boolean =>
  a.asOf === b.asOf && a.count === b.count && a.reason === b.reason && sameHash(a.digest, b.digest);
