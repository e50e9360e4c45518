import type { OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import type { AuthorisationTable, Role } from '@lienthong/runtime';

const clerk: Role[] = ['clerk'];
const clerkOrLeader: Role[] = ['clerk', 'leader'];
const ofUnit = ({ unit }: { unit: string }): string => unit;

/**
 * A clerk does the work of the unit; its leader reads, and answers for what was registered wrongly. Where a request names a dossier
 * and no unit, the handler looks at the dossier's unit: one of another unit does not exist for the caller.
 */
export const authorisation: AuthorisationTable<typeof OneStopServiceService> = {
  receiveDossier: { roles: clerk, unit: ofUnit },
  handOverDossier: { roles: clerk },
  requestSupplement: { roles: clerk },
  resumeDossier: { roles: clerk },
  finishDossier: { roles: clerk },
  returnDossier: { roles: clerk },
  withdrawDossier: { roles: clerk },
  voidDossier: { roles: clerkOrLeader },
  correctDossier: { roles: clerkOrLeader },
  correctApplicant: { roles: clerkOrLeader },
  correctHandedIn: { roles: clerkOrLeader },
  getDossier: { roles: clerkOrLeader },
  listDossiers: { roles: clerkOrLeader, unit: ofUnit },
  countDossiers: { roles: clerkOrLeader, unit: ofUnit },
  listProcedures: { roles: clerkOrLeader, unit: ofUnit },
  previewDueDate: { roles: clerk, unit: ofUnit },
};
