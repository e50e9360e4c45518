import type { OperationsServiceService } from '@lienthong/contracts/operations/v1/operations';
import type { AuthorisationTable, Role } from '@lienthong/runtime';

const readers: readonly Role[] = ['leader', 'district_officer', 'ioc', 'operator', 'integrator'];

/** Who may ask what: every question about numbers names the unit at whose subtree it looks. */
export const authorisation: AuthorisationTable<typeof OperationsServiceService> = {
  listIndicators: { roles: readers },
  queryRollup: { roles: readers, unit: ({ selection }) => selection?.unit ?? '' },
  watchRollup: { roles: readers, unit: ({ selection }) => selection?.unit ?? '' },
  listFreshness: { roles: readers, unit: ({ unit }) => unit },
  explainNumber: { roles: readers, unit: ({ selection }) => selection?.unit ?? '' },
};
