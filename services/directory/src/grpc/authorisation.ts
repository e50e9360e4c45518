import type { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import { type AuthorisationTable, roles } from '@lienthong/runtime';
import { directoryUnit } from '../domain/table.ts';

/**
 * Units, calendars and sites are public reference data: open to everybody who is signed in. What the whole province will count by is
 * published by a person who answers for it, never by a service.
 */
export function authorisation(province: string): AuthorisationTable<typeof DirectoryServiceService> {
  const everybody = { roles, services: 'any' as const };
  const operator = { roles: ['operator'] as const, unit: () => directoryUnit(province) };
  return {
    getUnit: everybody,
    listChildren: everybody,
    listAncestors: everybody,
    listSuccessors: everybody,
    getSubtree: everybody,
    getCalendar: everybody,
    listSites: everybody,
    getBoard: { roles },
    listStranded: { roles: ['operator'] },
    readTables: { services: 'any' },
    publishTable: operator,
    handOverUnits: operator,
    nameSuccessor: operator,
    retireSite: operator,
    listDecisions: operator,
    // Only services of this site reach it: exchange, for the province's operator.
    describeSite: operator,
  };
}
