import type { Incident, IncidentAction, SitesDifference } from '../../api/incidents.ts';
import type { Key } from './words.ts';

/** What changes by a choice about the registry of sites, and where. */
export interface Effect {
  where: Key;
  /** Undefined: not known, since the newer registry could not be read yet. */
  difference: SitesDifference | undefined;
  /** A newer registry is known of, and out of reach: what that alone changed is not in the difference. */
  isPartial: boolean;
}

/** Others hold a newer registry than the one that could be fetched. */
export const isNewestAway = ({ kind, reachedRev, broke }: Incident): boolean =>
  kind === 'registry_restored' && reachedRev > 0 && reachedRev < broke;

/** What the choice means, where it depends on what can be reached and on what is held here. */
export function meaningOf(incident: Incident | undefined, action: IncidentAction): Key {
  if (incident?.kind === 'twin') return 'resolveMeaning.twin';
  if (incident && action === 'take_back' && isNewestAway(incident)) return 'resolveMeaning.take_back_older';
  if (action === 'publish' && incident?.rev === 0) return 'resolveMeaning.publish_configured';
  return `resolveMeaning.${action}`;
}

/** The newer registry changes this site alone; the one held here takes back at every site what changed since. */
export function effectOf(incident: Incident, action: IncidentAction): Effect | undefined {
  const { difference } = incident;
  const isPartial = isNewestAway(incident);
  if (action === 'take_back') return { where: 'sites.changesHere', difference, isPartial };
  if (action !== 'publish') return undefined;
  return { where: 'sites.changesEverywhere', difference: difference && reversed(difference), isPartial };
}

function reversed({ added, removed, moved, units, rekeyed }: SitesDifference): SitesDifference {
  const back = (changes: SitesDifference['moved']): SitesDifference['moved'] =>
    changes.map(({ what, from, to }) => ({ what, from: to, to: from }));
  return { added: removed, removed: added, moved: back(moved), units: back(units), rekeyed };
}
