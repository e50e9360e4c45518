import { retire } from '../domain/change-sites.ts';
import { refuseExchange, refuseUninformed } from '../domain/refusals.ts';
import { type ChangedSites, type ChangeSites, type ChangingSite, changeSites } from './change-sites.ts';

export interface RetireSite extends ChangeSites {
  /** The site. */
  retired: string;
  /** A person knows that nobody enters anything at the site any more. */
  acceptLoss: boolean;
}

/**
 * Retires a site that writes no units any more: the sites below it go to the one above it, and its signatures stand. Afterwards nobody tells
 * it anything, so it has to have heard before that it writes none: else it would enter and sign for ever.
 *
 * @throws Refusal `SITE_NOT_INFORMED` while it is not known to hold the registry as it is now; `EXCHANGE_UNAVAILABLE`, `SITE_NOT_FOUND`,
 *   `TOP_SITE`, `SITE_WRITES_UNITS`, and those of every change of the registry (`changeSites`).
 */
export const retireSite = (command: RetireSite, site: ChangingSite): Promise<ChangedSites> =>
  changeSites(
    'retire',
    command,
    (sites) => retire(sites, command.retired),
    site,
    async (_units, hash) => {
      if (command.acceptLoss) return;
      const holders = await site.holdersOf('sites', hash).catch(refuseExchange);
      if (!holders.has(command.retired)) refuseUninformed(command.retired);
    },
  );
