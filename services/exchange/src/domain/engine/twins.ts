import type { Ruling } from '../document.ts';
import type { Hello } from '../messages.ts';
import type { Steps } from './effects.ts';
import type { Memory } from './memory.ts';
import { tellReaders } from './watermarks.ts';

/** Processes of a neighbour that are remembered: more were started one after the other than a mistaken copy lives. */
const mostFormer = 16;
/** When one of the two has been silent for so long, the other one is the site. */
const longSilence = 86_400_000;

/**
 * A neighbour's process says which one it is. A process that is started anew takes a new id and never has a former one again; so a former
 * one that is heard again lives beside the one that seemed to have replaced it. Says whether anything that others are told has changed.
 */
export function* onInstance(memory: Memory, from: string, { instance, twins }: Hello): Steps<boolean> {
  const found = yield* noteInstance(memory, from, instance);
  const { registry, site } = memory;
  const isAbove = from === registry.parentOf(site);
  const told = new Set(twins.filter((one) => one === site || isAbove || registry.isWithin(one, from)));
  const before = memory.twinsToldBy.get(from) ?? new Set();
  const isNews = told.size !== before.size || [...told].some((one) => !before.has(one));
  memory.twinsToldBy.set(from, told);
  if (found || isNews) yield* tellReaders(memory);
  return found || isNews;
}

function* noteInstance(memory: Memory, site: string, instance: string): Steps<boolean> {
  const known = memory.instances.get(site);
  if (!known) {
    memory.instances.set(site, { current: instance, former: [] });
    return false;
  }
  if (known.current === instance) return false;
  const isBack = known.former.includes(instance);
  const former = [...known.former.filter((one) => one !== instance), known.current].slice(-mostFormer);
  memory.instances.set(site, { current: instance, former });
  if (!isBack) return false;
  const now = memory.environment.now();
  const before = memory.twins.get(site);
  memory.twins.set(site, {
    site,
    instances: [known.current, instance],
    since: before?.since ?? now,
    at: now,
  });
  // What was written before says it as well; when it was last seen need not survive.
  if (!before) yield* save(memory);
  return !before;
}

function* save(memory: Memory, ruling?: Ruling): Steps<void> {
  yield { do: 'twins', twins: [...memory.twins.values()], ruling };
}

/** What neighbours say of sites that live twice. It ends with their silence: nobody else could take it back. */
export function toldTwins({
  twinsToldBy,
  links,
  environment,
  timing,
}: Memory): [string, ReadonlySet<string>][] {
  const since = environment.now() - timing.silence;
  return [...twinsToldBy].filter(([by]) => (links.get(by)?.lastHeard ?? Number.NEGATIVE_INFINITY) > since);
}

/** This site itself, or another one, is known to live twice. */
export const isTwin = (memory: Memory, site: string): boolean =>
  memory.twins.has(site) || toldTwins(memory).some(([, told]) => told.has(site));

/** What a hello says: upwards what was found here or below, downwards what was found here or above; so that nothing is said in a circle. */
export function twinsFor(memory: Memory, hop: string): string[] {
  const { registry, site } = memory;
  const parent = registry.parentOf(site);
  const found = [...memory.twins.keys()];
  const told = toldTwins(memory).flatMap(([by, sites]) =>
    (by === parent) === (hop === parent) ? [] : [...sites],
  );
  const concerns = (one: string): boolean => one === hop || hop === parent || registry.isWithin(one, hop);
  return [...new Set([...found, ...told])].filter((one) => one !== site && concerns(one));
}

/**
 * A person has ended one of the two. If not, what both say next is the next incident. The one that was heard last may be the one that is
 * gone: whoever is heard next begins anew. False: none was found here.
 */
export function* resolveTwin(memory: Memory, site: string, ruling?: Ruling): Steps<boolean> {
  if (!memory.twins.delete(site)) return false;
  memory.instances.delete(site);
  yield* save(memory, ruling);
  yield* tellReaders(memory);
  return true;
}

/** Of two copies one has been silent for long. */
export function* sweepTwins(memory: Memory): Steps<void> {
  const now = memory.environment.now();
  for (const { site, at } of memory.twins.values())
    if (now - at > longSilence) yield* resolveTwin(memory, site);
}
