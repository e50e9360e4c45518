import { type Incident, IncidentKind } from '@lienthong/contracts/exchange/v1/exchange';
import { seenOfRegistry } from '../commands/decide-registry.ts';
import type { Site } from '../commands/site.ts';
import { partsOf } from '../domain/key.ts';

/** What is wrong with the registry of sites here. It concerns the whole site: every operator of it is shown. */
export async function registryIncidents(site: Site): Promise<Incident[]> {
  const { registryKey } = site.runner.engine.memory;
  const incidents: Incident[] = [];
  const restored = await site.follower.findRestored();
  if (restored) {
    const { document, newer, difference, fetched, isConfigured } = restored;
    incidents.push({
      key: partsOf(registryKey),
      kind: IncidentKind.REGISTRY_RESTORED,
      rev: isConfigured ? 0 : (document.record?.rev ?? 0),
      broke: newer.rev,
      since: document.storedAt === 0 ? undefined : new Date(document.storedAt),
      instances: [],
      jumpRev: 0,
      jumpHop: '',
      difference,
      settledAt: '',
      seen: seenOfRegistry(restored),
      held: 0,
      wanted: 0,
      heldAt: [],
      reachedRev: fetched?.record.rev ?? 0,
    });
  }
  const differs = site.names.difference();
  if (differs) {
    incidents.push({
      key: partsOf(registryKey),
      kind: IncidentKind.REGISTRY_DIFFERS,
      rev: 0,
      broke: 0,
      since: undefined,
      instances: [],
      jumpRev: 0,
      jumpHop: '',
      difference: differs,
      settledAt: '',
      seen: '',
      held: 0,
      wanted: 0,
      heldAt: [],
      reachedRev: 0,
    });
  }
  return incidents;
}
