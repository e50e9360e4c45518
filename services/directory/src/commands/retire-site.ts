import { retire } from '../domain/change-sites.ts';
import { type ChangedSites, type ChangeSites, type ChangingSite, changeSites } from './change-sites.ts';

export interface RetireSite extends ChangeSites {
  /** The site. */
  retired: string;
}

/**
 * Retires a site that writes no units any more: the sites below it go to the one above it, and its signatures stand.
 * @throws Refusal `SITE_NOT_FOUND`, `TOP_SITE`, `SITE_WRITES_UNITS`, and those of every change of the registry (`changeSites`).
 */
export const retireSite = (command: RetireSite, site: ChangingSite): Promise<ChangedSites> =>
  changeSites('retire', command, (sites) => retire(sites, command.retired), site);
