import type { Dossier } from '../../../api/onestop.ts';
import type { Unsent } from '../../../outbox/outbox.ts';

/** What a citizen was given before the site could give the dossier's code. */
export interface Provisional {
  kept: Unsent;
  procedureName: string;
}

/** `T-3F0A-91C2`: of the dossier's id, so that it leads to the dossier later; drawn by this device, so that no two are alike. */
export function provisionalNumber(id: string): string {
  const digits = id.slice(-8).toUpperCase();
  return `T-${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/** What `ReceiveDossier` was given. */
export const receptionOf = ({ message }: Unsent) =>
  message as {
    procedureCode: string;
    summary: string;
    applicant: NonNullable<Dossier['applicant']>;
    owner?: Dossier['owner'];
    handedInAt?: string;
  };
