import { formerOwners, type LocalDay } from '@lienthong/domain';
import type { SitesTable } from './table.ts';

/**
 * A table of sites as it takes the place of another: who owned a unit, with which key it signed, and which keys were withdrawn stays in it,
 * whoever wrote the new one.
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
  const withdrawn = withdrawnKeys(before, after);
  return JSON.stringify([former, withdrawn]) === JSON.stringify([after.former, after.withdrawn ?? []])
    ? text
    : sitesText({ sites: after.sites, former, withdrawn });
}

/** A registry in which nothing was ever handed over looks as the site's configuration writes it. */
export const sitesText = ({ sites, former, withdrawn = [] }: SitesTable): string =>
  JSON.stringify({
    sites,
    ...(former.length > 0 ? { former } : {}),
    ...(withdrawn.length > 0 ? { withdrawn } : {}),
  });

/** In order. What was withdrawn once stays so, whoever writes the next table. */
const withdrawnKeys = (...tables: (SitesTable | undefined)[]): string[] =>
  [...new Set(tables.flatMap((table) => table?.withdrawn ?? []))].sort();
