import { type Incident, IncidentKind } from '@lienthong/contracts/exchange/v1/exchange';
import type { Site } from '../commands/site.ts';
import { toldTwins } from '../domain/engine/twins.ts';
import type { Registry } from '../domain/registry.ts';

/** In place of a channel: an incident of a whole site. The key's unit is one of its units, the id the site. */
export const siteChannel = 'site';

/** Sites that live twice: found here, or told by those who found it. One incident for each, whatever both have written. */
export function twinIncidents({ runner, names, id: self }: Site): Incident[] {
  const { memory } = runner.engine;
  const toldBy = toldTwins(memory);
  const told = toldBy.flatMap(([, sites]) => [...sites]);
  return [...new Set([...memory.twins.keys(), ...told])].flatMap((site) => {
    const [unit] = unitsOfTwin(memory.registry, self, site);
    if (unit === undefined) return [];
    const found = memory.twins.get(site);
    const by = toldBy.find(([, sites]) => sites.has(site))?.[0] ?? '';
    return [
      {
        key: { channel: siteChannel, unit, id: site },
        kind: IncidentKind.TWIN,
        rev: 0,
        broke: 0,
        since: found ? new Date(found.since) : undefined,
        jumpRev: 0,
        jumpHop: '',
        difference: undefined,
        settledAt: found ? '' : names.nameOf(by),
        seen: found ? String(found.since) : '',
        held: 0,
        wanted: 0,
        heldAt: [],
        reachedRev: 0,
        instances: [...(found?.instances ?? [])],
      },
    ];
  });
}

/** Units of which one stands for a site. One without any, e.g. before it is retired, is the business of who looks after this site. */
export function unitsOfTwin(registry: Registry, self: string, twin: string): readonly string[] {
  const row = registry.find(twin);
  if (!row || row.owns.length > 0) return row?.owns ?? [];
  return registry.find(self)?.owns ?? [];
}
