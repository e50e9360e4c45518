import type { Silent } from '../messages.ts';
import type { Steps } from './effects.ts';
import { linkTo, type Memory } from './memory.ts';
import { readersOf, tellWatermarks } from './watermarks.ts';

/** Machine time at which a site was last heard, here or by the sites on the way to it; undefined: never. For display only. */
export function lastHeardOf(memory: Memory, site: string): number | undefined {
  if (site === memory.site) return memory.environment.now();
  const link = memory.links.get(site);
  return link && Number.isFinite(link.lastHeard) ? link.lastHeard : memory.presence.get(site);
}

/** What a hello says upwards: the sites below that have been silent for too long. Of the others it needs no word, nor a byte. */
export function silentBelow(memory: Memory, hop: string): Silent[] {
  const { registry, site, timing } = memory;
  if (hop !== registry.parentOf(site)) return [];
  const now = memory.environment.now();
  return registry.sitesBelow(site).flatMap((below): Silent[] => {
    const at = lastHeardOf(memory, below);
    if (at === undefined) return [{ site: below, ago: null }];
    return now - at > timing.silence ? [{ site: below, ago: now - at }] : [];
  });
}

/** A neighbour says hello: it lives, and so do the sites below it that it does not call silent. Whoever shows freshness here is told. */
export function* onHello(memory: Memory, from: string, silent: readonly Silent[]): Steps<void> {
  if (from === memory.registry.parentOf(memory.site)) return;
  const now = memory.environment.now();
  linkTo(memory, from).lastHeard = now;
  const ages = new Map(silent.map(({ site, ago }) => [site, ago]));
  for (const site of memory.registry.sitesBelow(from)) {
    const ago = ages.get(site);
    if (ago === null) memory.presence.delete(site);
    else memory.presence.set(site, now - (ago ?? 0));
  }
  for (const hop of readersOf(memory)) yield* tellWatermarks(memory, hop);
}
