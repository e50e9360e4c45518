import { isOwnersWatermark } from '../admission.ts';
import { stampText } from '../stamp.ts';
import type { Registry } from '../registry.ts';
import { registryStampOf } from '../registry-record.ts';
import { failAsks } from './asks.ts';
import { read, type Steps } from './effects.ts';
import { hopsOf, type Memory, routeOf, withBeliefs } from './memory.ts';

/**
 * The registry that is held is compared with the one in use: that it changed is told in memory once, after its write, and a step that
 * fails in between must not leave this site with the old one.
 */
export function* checkRegistry(memory: Memory): Steps<void> {
  const key = memory.registryKey;
  const stored = (yield* read([key])).get(key);
  const document = stored && withBeliefs(memory, stored.document);
  const wanted = document && registryStampOf(document, routeOf(memory, key), memory.rules);
  if (wanted && stampText(wanted) !== memory.registryStamp) yield { do: 'registry', document };
}

/** A key that own records may be signed with is withdrawn by the next registry: the walk finds them, to be signed anew (R13). */
export function isOwnDoubted({ registry, site }: Memory, next: Registry): boolean {
  const units = next.find(site)?.owns ?? [];
  return units.some((unit) =>
    next.withdrawnKeysOf(unit).some((key) => !registry.withdrawnKeysOf(unit).includes(key)),
  );
}

/**
 * Who was a neighbour by the registry before and is none now is no link: nothing waits for it, is on its way to it, or was heard of it. When
 * it was heard itself stays known.
 */
export function* forgetFormerHops(memory: Memory): Steps<void> {
  const { registry, site } = memory;
  const hops = new Set(hopsOf(memory));
  const below = new Set(registry.sitesBelow(site));
  for (const hop of below) {
    const heard = memory.links.get(hop)?.lastHeard ?? Number.NEGATIVE_INFINITY;
    if (!hops.has(hop) && heard > (memory.presence.get(hop) ?? Number.NEGATIVE_INFINITY))
      memory.presence.set(hop, heard);
  }
  for (const byHop of [
    memory.links,
    memory.flights,
    memory.pushes,
    memory.beliefs,
    memory.held,
    memory.refused,
    memory.said,
    memory.twinsToldBy,
  ])
    for (const hop of byHop.keys()) if (!hops.has(hop)) byHop.delete(hop);
  for (const name of memory.transfers.keys())
    if (!hops.has(name.slice(0, name.indexOf('|')))) memory.transfers.delete(name);
  for (const [name, { from }] of memory.expected) if (!hops.has(from)) memory.expected.delete(name);
  for (const known of memory.presence.keys()) if (!below.has(known)) memory.presence.delete(known);
  for (const [source, watermark] of memory.watermarks) {
    const { unit, by } = watermark;
    const isSaid =
      by === site || (below.has(by) && isOwnersWatermark(registry, memory.environment, watermark));
    if (by !== registry.ownerOf(unit) || !isSaid) memory.watermarks.delete(source);
  }
  const asked = new Set([...memory.asks.values()].flatMap(({ to }) => to ?? []));
  for (const hop of asked) if (!hops.has(hop)) yield* failAsks(memory, hop);
}
