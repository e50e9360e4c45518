import { foreignStamp, type Said } from '../document.ts';
import type { EndedPast, MissingPast } from '../ended-past.ts';
import { type Key, partsOf } from '../key.ts';
import type { Registry } from '../registry.ts';
import type { Route } from '../route.ts';
import type { Steps } from './effects.ts';
import { beginEpoch } from './epoch.ts';
import { type Memory, once, saysSums, sourceOf } from './memory.ts';

/** Records that are asked for in one step. */
const most = 20;

/**
 * Whether a unit's past is not whole here: its new owner holds fewer records of the source than the province held when the unit changed
 * hands. Until then it cannot say up to when they are complete, and writes no new key: it might be one of the past.
 */
export function lacksPast(memory: Memory, source: string): boolean {
  const wanted = memory.registry.handedOver(source);
  return wanted > heldOf(memory, source) && memory.endedPasts.get(source) !== wanted;
}

const heldOf = (memory: Memory, source: string): number => memory.counted.get(source)?.stamps.size ?? 0;

/** What is not whole of this site's units; nothing while the store is still counted. */
export function missingPasts(memory: Memory): MissingPast[] {
  if (!saysSums(memory)) return [];
  return memory.registry.handOvers().flatMap(({ unit, channel, records }) => {
    const source = sourceOf(unit, channel);
    if (memory.registry.ownerOf(unit) !== memory.site || !lacksPast(memory, source)) return [];
    return [{ unit, channel, held: heldOf(memory, source), wanted: records }];
  });
}

/** A person has said so of just these numbers. From then on what is held counts as all of it. False: they are others by now. */
export function* endPast(memory: Memory, ended: EndedPast): Steps<boolean> {
  const isSame = ({ unit, channel, held, wanted }: MissingPast): boolean =>
    unit === ended.unit && channel === ended.channel && held === ended.held && wanted === ended.wanted;
  if (!missingPasts(memory).some(isSame)) return false;
  yield { do: 'past', ended };
  const source = sourceOf(ended.unit, ended.channel);
  memory.endedPasts.set(source, ended.wanted);
  notePast(memory, source);
  once(memory, 'watermarks', memory.timing.watermarks, { do: 'watermarks' });
  return true;
}

/** @returns whether a put of this key has to wait for the unit's past. */
export function isAwaited(memory: Memory, key: Key): boolean {
  const { channel, unit } = partsOf(key);
  return lacksPast(memory, sourceOf(unit, channel));
}

export function noteTurnedAway(memory: Memory, key: Key): void {
  const { channel, unit } = partsOf(key);
  memory.turnedAway.add(sourceOf(unit, channel));
}

/** The past of a source may be whole by now: whoever was turned away compares again. */
export function notePast(memory: Memory, source: string): void {
  if (!memory.turnedAway.has(source) || lacksPast(memory, source)) return;
  memory.turnedAway.delete(source);
  beginEpoch(memory);
}

/** A registry gives this site units that have a past: a producer that compared before it was in use here has seen none of it. */
export function noteHandedOver(memory: Memory, before: Registry): void {
  const { registry, site } = memory;
  const owned = new Set(before.find(site)?.owns);
  const units = registry.find(site)?.owns ?? [];
  if (units.some((unit) => !owned.has(unit) && registry.hasPast(site, unit))) beginEpoch(memory);
}

/** An own key of which a former owner's record may lie above. */
export function noteUntaken(memory: Memory, document: Said, route: Route): void {
  const { key } = document;
  const isUntaken =
    route.isOwner &&
    document.record === null &&
    memory.registry.hasPast(memory.site, partsOf(key).unit) &&
    foreignStamp(document) !== undefined;
  if (!isUntaken) memory.untaken.delete(key);
  else if (!memory.untaken.has(key)) {
    memory.untaken.add(key);
    takeSoon(memory, memory.timing.takeFirst);
  }
}

/** What is untaken is asked for after this pause, and then as at first. */
export function takeSoon(memory: Memory, pause: number): void {
  memory.taking.pause = memory.timing.takeFirst;
  takeAt(memory, Math.min(memory.taking.at, memory.environment.now() + pause));
}

function takeAt(memory: Memory, at: number): void {
  if (at === memory.taking.at) return;
  memory.taking.at = at;
  memory.timers.add(at, { do: 'take' });
}

/** Asks for what is not here, some at a time; less and less often while nothing comes. */
export function* takePast(memory: Memory): Steps<void> {
  const { taking, untaken, environment } = memory;
  const now = environment.now();
  // It was put off or done meanwhile.
  if (now < taking.at) return;
  taking.at = Number.POSITIVE_INFINITY;
  const keys = [...untaken].slice(0, most);
  if (keys.length === 0) return;
  // Those that nobody gives come again after all others.
  for (const key of keys) {
    untaken.delete(key);
    untaken.add(key);
  }
  takeAt(memory, now + taking.pause);
  taking.pause = Math.min(2 * taking.pause, memory.timing.takeMax);
  yield { do: 'take-over', keys };
}
