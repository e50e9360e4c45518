import { nameSuccessor } from '../domain/change-sites.ts';
import { type ChangedSites, type ChangeSites, type ChangingSite, changeSites } from './change-sites.ts';

export interface NameSiteSuccessor extends ChangeSites {
  /** The site. */
  named: string;
  /** Site id; empty: none. */
  successor: string;
}

/**
 * Says which site takes over from another before its units are handed over; an empty successor takes it back.
 * @throws Refusal `SITE_NOT_FOUND`, `TOP_SITE`, and those of every change of the registry (`changeSites`).
 */
export const nameSiteSuccessor = (command: NameSiteSuccessor, site: ChangingSite): Promise<ChangedSites> =>
  changeSites(
    'name_successor',
    command,
    (sites) => nameSuccessor(sites, command.named, command.successor),
    site,
  );
