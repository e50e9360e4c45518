import { formerOwners, keptHandOvers, type LocalDay } from '@lienthong/domain';
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
  const handedOver = keptHandOvers(before?.handedOver ?? [], after.handedOver);
  const withdrawn = withdrawnKeys(before, after);
  const isSame =
    JSON.stringify([former, handedOver, withdrawn]) ===
    JSON.stringify([after.former, after.handedOver, after.withdrawn ?? []]);
  return isSame ? text : sitesText({ sites: after.sites, former, handedOver, withdrawn });
}

/** A registry in which nothing was ever handed over looks as the site's configuration writes it. */
export const sitesText = ({ sites, former, handedOver, withdrawn = [] }: SitesTable): string =>
  JSON.stringify({
    sites,
    ...(former.length > 0 ? { former } : {}),
    ...(handedOver.length > 0 ? { handedOver } : {}),
    ...(withdrawn.length > 0 ? { withdrawn } : {}),
  });

/** In order. What was withdrawn once stays so, whoever writes the next table. */
const withdrawnKeys = (...tables: (SitesTable | undefined)[]): string[] =>
  [...new Set(tables.flatMap((table) => table?.withdrawn ?? []))].sort();
