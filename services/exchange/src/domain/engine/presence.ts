import type { Hello, Silent } from '../messages.ts';
import type { Steps } from './effects.ts';
import { linkTo, type Memory } from './memory.ts';
import { twinsFor } from './twins.ts';
import { tellReaders } from './watermarks.ts';

/** Machine time at which a site was last heard, here or by the sites on the way to it; undefined: never. For display only. */
export function lastHeardOf(memory: Memory, site: string): number | undefined {
  if (site === memory.site) return memory.environment.now();
  const link = memory.links.get(site);
  return link && Number.isFinite(link.lastHeard) ? link.lastHeard : memory.presence.get(site);
}

export function helloTo(memory: Memory, hop: string, fresh: boolean): Hello {
  const { registry, site } = memory;
  const said = memory.said.get(hop);
  const { instance, timing } = memory;
  const now = memory.environment.now();
  // The time is said now and then: a thin line pays for each byte of a sign of life.
  const sentAt = fresh || now % timing.sums < timing.hello ? memory.environment.clock() : 0;
  const more = { instance, twins: twinsFor(memory, hop), sentAt };
  if (hop !== registry.parentOf(site)) {
    // Goes every minute over thin lines: a neighbour that means the same sites needs no word.
    const mine = belowOf(memory, hop);
    const below = said === undefined || said === mine ? undefined : (mine ?? 0);
    return { kind: 'hello', site, fresh, silent: [], below, heard: [], ...more };
  }
  const silent = silentBelow(memory);
  const heard = said === undefined ? [] : heardBelow(memory, silent);
  return { kind: 'hello', site, fresh, silent, below: belowOf(memory, site), heard, ...more };
}

/** The sites below a site, by the registry in use here; undefined: there are none. */
function belowOf({ registry, environment }: Memory, site: string): number | undefined {
  const below = registry.sitesBelow(site).sort();
  return below.length === 0 ? undefined : environment.hash(below.join(' '))[0];
}

/** The sites below that have been silent for too long. Of the others a hello needs no word, nor a byte. */
function silentBelow(memory: Memory): Silent[] {
  const { registry, site, timing } = memory;
  const now = memory.environment.now();
  return registry.sitesBelow(site).flatMap((below): Silent[] => {
    const at = lastHeardOf(memory, below);
    if (at === undefined) return [{ site: below, ago: null }];
    return now - at > timing.silence ? [{ site: below, ago: now - at }] : [];
  });
}

/** A neighbour says what time it has; half the way's round trip is allowed for. Nothing is ordered by it. */
export function noteClock(memory: Memory, from: string, sentAt: number): void {
  if (sentAt === 0) return;
  const onTheWay = (linkTo(memory, from).lowestRoundTrip ?? 0) / 2;
  memory.clocks.set(from, sentAt + onTheWay - memory.environment.clock());
}

function heardBelow({ registry, site }: Memory, silent: readonly Silent[]): string[] {
  const without = new Set(silent.map((one) => one.site));
  return registry.sitesBelow(site).filter((below) => !without.has(below));
}

/**
 * A neighbour says hello: it lives, and so do the sites below it that it does not call silent. When it means other sites by that than this one
 * does, those alone that it names: of a site that it does not know it has heard nothing. Whoever shows freshness here is told.
 */
export function* onHello(memory: Memory, from: string, { silent, below, heard }: Hello): Steps<void> {
  if (below === undefined) memory.said.delete(from);
  else memory.said.set(from, below);
  if (from === memory.registry.parentOf(memory.site)) return;
  const now = memory.environment.now();
  linkTo(memory, from).lastHeard = now;
  if (below === undefined) return;
  const isSame = below === belowOf(memory, from);
  const ages = new Map(silent.map(({ site, ago }) => [site, ago]));
  const named = new Set(heard);
  for (const site of memory.registry.sitesBelow(from)) {
    const ago = ages.get(site);
    if (!isSame && !named.has(site)) continue;
    if (ago === null) memory.presence.delete(site);
    else memory.presence.set(site, now - (ago ?? 0));
  }
  yield* tellReaders(memory);
}
