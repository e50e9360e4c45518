import type { DescribeSiteResponse } from '@lienthong/contracts/directory/v1/directory';
import type { HeldTables } from '../projections/held-tables.ts';

/** What this site has of units, and what of it nobody else is known to hold. */
export interface OwnRecords {
  here(units: readonly string[]): Promise<Omit<DescribeSiteResponse, 'sitesHash'>>;
}

/** What this site answers when another asks for its records, and by which registry it goes. */
export async function describeSite(
  units: readonly string[],
  records: OwnRecords,
  tables: Pick<HeldTables, 'find'>,
): Promise<DescribeSiteResponse> {
  return { ...(await records.here(units)), sitesHash: tables.find('sites')?.hash ?? '' };
}
