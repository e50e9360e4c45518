import type { DossierFilter } from '../../../api/onestop.ts';

const filters = ['OPEN', 'DUE_TODAY', 'LATE', 'WAITING', 'READY', 'CLOSED', 'ALL'] as const;

/** The filter that an address names; anything unknown is the open dossiers. */
export function readFilter(written: unknown): DossierFilter {
  const found = filters.find((name) => written === name.toLowerCase());
  return `DOSSIER_FILTER_${found ?? 'OPEN'}`;
}

/** How a filter is written in the address; what is searched for never stands there (names are personal data). */
export const filterName = (filter: DossierFilter): string =>
  filter.replace('DOSSIER_FILTER_', '').toLowerCase();
