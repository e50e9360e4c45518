import { handOver } from '../domain/change-sites.ts';
import { type ChangedSites, type ChangeSites, type ChangingSite, changeSites } from './change-sites.ts';

export interface HandOverUnits extends ChangeSites {
  units: readonly string[];
  /** Site id; empty: the successor that is named for each unit's site. */
  to: string;
}

/**
 * Hands units over from the sites that write them to another, with their history: what the former ones signed stands.
 * @throws Refusal `SITE_NOT_FOUND`, `SUCCESSOR_NOT_NAMED`, and those of every change of the registry (`changeSites`).
 */
export const handOverUnits = (command: HandOverUnits, site: ChangingSite): Promise<ChangedSites> =>
  changeSites('hand_over', command, (sites, unit) => handOver(sites, command, unit), site);
