import type { DossierDocument } from './dossier-document.ts';
import { type Addressed, changeDossier } from './change-dossier.ts';
import type { Caller, Office } from './office.ts';
import { decideWithdraw } from '../domain/decide/withdraw.ts';

export interface WithdrawDossier extends Addressed {
  reason: string;
}

/** The citizen takes the dossier back. */
export function withdrawDossier(
  office: Office,
  command: WithdrawDossier,
  caller: Caller,
): Promise<DossierDocument> {
  return changeDossier(office, 'withdrawDossier', command, caller, decideWithdraw);
}
