import { retire } from '../domain/change-sites.ts';
import { refuseUndelivered, type Undelivered } from '../domain/refusals.ts';
import {
  type ChangedSites,
  type ChangeSites,
  type ChangingSite,
  changeSites,
  type RetiredSite,
} from './change-sites.ts';

export interface RetireSite extends ChangeSites {
  /** The site. */
  retired: string;
  /** A person knows that what it has and nobody else holds is lost: it is dead, or was looked through. */
  acceptLoss: boolean;
}

/**
 * Retires a site that writes no units any more: the sites below it go to the one above it, and its signatures stand. Nobody hears of it
 * afterwards, so it is asked first what it has that nobody else holds.
 *
 * @throws Refusal `UNITS_NOT_DELIVERED` while it does not answer, does not go by the present registry, or has such records;
 *   `SITE_NOT_FOUND`, `TOP_SITE`, `SITE_WRITES_UNITS`, and those of every change of the registry (`changeSites`).
 */
export async function retireSite(command: RetireSite, site: ChangingSite): Promise<ChangedSites> {
  const held = site.tables.find('sites');
  const hasSitesBelow =
    held?.parsed.kind === 'sites' && held.parsed.value.sites.some(({ parent }) => parent === command.retired);
  let retired: RetiredSite | undefined;
  const changed = await changeSites(
    'retire',
    command,
    (sites) => retire(sites, command.retired),
    site,
    async () => {
      const known = await site.words.describeSite(command.retired);
      retired = { ...known, goesByRegistry: known.answered && known.sitesHash === held?.hash };
      const left = leftAt(command.retired, retired, hasSitesBelow);
      if (left.length > 0 && !command.acceptLoss) refuseUndelivered(left);
    },
  );
  return { ...changed, retired };
}

function leftAt(
  from: string,
  { answered, goesByRegistry, unconfirmed = 0, stranded }: RetiredSite,
  hasSitesBelow: boolean,
): Undelivered[] {
  const unit = '';
  if (!answered) return [{ unit, from, rule: 'SILENT', records: 0 }];
  // It may go on writing for units that were handed over: what it has says nothing yet.
  if (!goesByRegistry) return [{ unit, from, rule: 'UNKNOWN', records: 0 }];
  const left = stranded.map(
    ({ unit: of, records }): Undelivered => ({ unit: of, from, rule: 'STRANDED', records }),
  );
  // What is on its way from sites below is kept there, and goes another way.
  if (unconfirmed > 0 && !hasSitesBelow) left.push({ unit, from, rule: 'UNDELIVERED', records: unconfirmed });
  return left;
}
