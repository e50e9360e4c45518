import type { UnitKey } from '@lienthong/domain';
import { type DirectoryTables, findRegisteredSites } from './directory-tables.ts';
import type { SiteConfig } from './site-config.ts';

/**
 * The units whose records this site writes, and so those whose dossiers it takes in and counts: every service asks here, since what one
 * took in and another did not count would be in nobody's numbers.
 *
 * By the registry where it lists this site. One that does not (the site was set up and the province has not published it yet) says
 * nothing of it, as `exchange` takes it too: the configuration holds on, except for units that the registry gives to another site, since
 * one site at a time writes a unit's records.
 */
export function ownedUnits(
  tables: Pick<DirectoryTables, 'names' | 'table'>,
  config: Pick<SiteConfig, 'site' | 'sites'>,
): UnitKey[] {
  const registered = findRegisteredSites(tables) ?? [];
  const listed = registered.find(({ id }) => id === config.site);
  if (listed) return listed.owns;
  const configured = config.sites.find(({ id }) => id === config.site)?.owns ?? [];
  const givenAway = new Set(registered.flatMap(({ owns }) => owns));
  return configured.filter((unit) => !givenAway.has(unit));
}
