import type { Incident, IncidentAction, SitesDifference } from '../../api/exchange.ts';
import type { Key } from './words.ts';

/** What changes by a choice about the registry of sites, and where. */
export interface Effect {
  where: Key;
  /** Undefined: not known, since the newer registry could not be read yet. */
  difference: SitesDifference | undefined;
}

/** The newer registry changes this site alone; the one held here takes back at every site what changed since. */
export function effectOf({ difference }: Incident, action: IncidentAction): Effect | undefined {
  if (action === 'take_back') return { where: 'sites.changesHere', difference };
  if (action !== 'publish') return undefined;
  return { where: 'sites.changesEverywhere', difference: difference && reversed(difference) };
}

function reversed({ added, removed, moved, units, rekeyed }: SitesDifference): SitesDifference {
  const back = (changes: SitesDifference['moved']): SitesDifference['moved'] =>
    changes.map(({ what, from, to }) => ({ what, from: to, to: from }));
  return { added: removed, removed: added, moved: back(moved), units: back(units), rekeyed };
}
