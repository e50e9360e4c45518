import type { DossierDocument } from './dossier-document.ts';
import { type Addressed, changeDossier } from './change-dossier.ts';
import type { Caller, Office } from './office.ts';
import { decideReturn } from '../domain/decide/return.ts';

export interface ReturnDossier extends Addressed {
  note: string;
}

/** The result is handed to the citizen. */
export function returnDossier(
  office: Office,
  command: ReturnDossier,
  caller: Caller,
): Promise<DossierDocument> {
  return changeDossier(office, 'returnDossier', command, caller, decideReturn);
}
