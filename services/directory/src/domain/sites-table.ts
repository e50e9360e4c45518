import { formerOwners, type LocalDay } from '@lienthong/domain';
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
  return JSON.stringify(former) === JSON.stringify(after.former)
    ? text
    : sitesText({ sites: after.sites, former });
}

/** A registry in which nothing was ever handed over looks as the site's configuration writes it. */
export const sitesText = ({ sites, former }: SitesTable): string =>
  JSON.stringify(former.length > 0 ? { sites, former } : { sites });
