import type { AuthorisationTable } from '@lienthong/runtime';
import type { FloodsService } from '../contract.ts';

/** Clerks of the unit report; a command about a report looks at the report's unit. Whoever is above reads. */
export const authorisation: AuthorisationTable<FloodsService> = {
  fileReport: { roles: ['clerk'], unit: ({ unit }) => unit },
  closeReport: { roles: ['clerk'] },
  listReports: { roles: ['clerk', 'leader'], unit: ({ unit }) => unit },
  listSurveys: { roles: ['clerk', 'leader', 'district_officer', 'ioc'], unit: ({ unit }) => unit },
};
