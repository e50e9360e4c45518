import type { Said } from '../document.ts';
import type { Key } from '../key.ts';
import { isConsumerHop, type Route } from '../route.ts';
import { type Memory, once, refuse, type Stubs, within } from './memory.ts';

/**
 * A neighbour may say that it holds a key of which this site knows nothing. That makes a document (R6): a lost store begins again with
 * these, and a broken neighbour could fill a disk with them. So many are made at once for one neighbour.
 */
export const mostAtOnce = 5_000;
/** So many a second after that: 184,000 keys take about an hour, as their listing does at 50 kbit/s. */
const perSecond = 50;
/** So many in all. */
const mostOfOneNeighbour = 500_000;
/** Keys of a unit in three years, about: tells how many unknown units to ask for at a time. */
const perUnit = 1_000;
const soonestMs = 5_000;

function stubsOf(memory: Memory, hop: string): Stubs {
  const now = memory.environment.now();
  const stubs = within(memory.stubs, hop, () => ({ left: mostAtOnce, at: now, keys: new Set<Key>() }));
  stubs.left = Math.min(mostAtOnce, stubs.left + (Math.max(0, now - stubs.at) / 1_000) * perSecond);
  stubs.at = now;
  return stubs;
}

/** Whether a document may be written because of what this hop says. What is left out now comes again by the sums. */
export function admitStub(memory: Memory, hop: string, key: Key): boolean {
  if (isConsumerHop(hop)) return true;
  const stubs = stubsOf(memory, hop);
  if (stubs.keys.size >= mostOfOneNeighbour) {
    refuse(memory, hop, key, 'stub_limit');
    return false;
  }
  if (stubs.left < 1) {
    askAgain(memory, hop);
    return false;
  }
  stubs.left -= 1;
  return true;
}

/** How many units of which nothing is known may be listed by this hop now; the others are asked for later. At least one. */
export function unitsToLearn(memory: Memory, hop: string): number {
  return Math.max(1, Math.floor(stubsOf(memory, hop).left / perUnit));
}

/** The sums again, when there is room for what a unit may have. */
export function askAgain(memory: Memory, hop: string): void {
  const missing = (perUnit - stubsOf(memory, hop).left) / perSecond;
  once(memory, `greet:${hop}`, Math.max(soonestMs, missing * 1_000), { do: 'greet', hop });
}

/** Keeps count of what a hop is the only one to know. */
export function countStub({ stubs }: Memory, { key, record, heard }: Said, { next }: Route): void {
  for (const hop of next) {
    const isStub = record === null && (heard[hop]?.chain.length ?? 0) > 0;
    if (isStub && !isConsumerHop(hop))
      within(stubs, hop, () => ({ left: mostAtOnce, at: 0, keys: new Set<Key>() })).keys.add(key);
    else stubs.get(hop)?.keys.delete(key);
  }
}
