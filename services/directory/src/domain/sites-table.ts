import { formerOwners, keptHandOvers, type LocalDay } from '@lienthong/domain';
import type { SitesTable } from './table.ts';

/**
 * A table of sites as it takes the place of another: who owned a unit and with which key it signed stays in it, whoever wrote the new one.
 * The same text when nothing has to be added.
 *
 * @param today the day that stands beside owners and keys that are former ones from now on.
 */
export function continueSites(
  before: SitesTable | undefined,
  after: SitesTable,
  text: string,
  today: LocalDay,
): string {
  const former = formerOwners(before, after, today);
  const handedOver = keptHandOvers(before?.handedOver ?? [], after.handedOver);
  const isSame = JSON.stringify([former, handedOver]) === JSON.stringify([after.former, after.handedOver]);
  return isSame ? text : sitesText({ sites: after.sites, former, handedOver });
}

/** A registry in which nothing was ever handed over looks as the site's configuration writes it. */
export const sitesText = ({ sites, former, handedOver }: SitesTable): string =>
  JSON.stringify({
    sites,
    ...(former.length > 0 ? { former } : {}),
    ...(handedOver.length > 0 ? { handedOver } : {}),
  });
