import type { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import type { AuthorisationTable, Role } from '@lienthong/runtime';

const readers: readonly Role[] = ['leader', 'district_officer', 'ioc', 'operator', 'integrator'];

/**
 * Who may ask what. The methods of tallies stand behind no edge: only services of this site reach them, and where they act for
 * somebody (`exchange`'s ask, for a caller at a level above) that caller's roles and units decide.
 */
export const authorisation: AuthorisationTable<typeof ReportingServiceService> = {
  getTally: { roles: readers, unit: ({ unit }) => unit },
  explainTally: { roles: readers, unit: ({ unit }) => unit },
  compareWithOwner: { roles: ['operator'], unit: ({ unit }) => unit },
  listUndecided: { roles: ['operator'] },
  resolveHistory: { roles: ['operator'], unit: ({ unit }) => unit },
  listLostFacts: { roles: ['operator'], unit: ({ unit }) => unit },
  listDecisions: { roles: ['operator'] },
  resolveLostFacts: { roles: ['operator'], unit: ({ unit }) => unit },
};
