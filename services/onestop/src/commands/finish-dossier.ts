import type { DossierDocument } from './dossier-document.ts';
import { type Addressed, changeDossier } from './change-dossier.ts';
import type { Caller, Office } from './office.ts';
import { decideFinish } from '../domain/decide/finish.ts';

export interface FinishDossier extends Addressed {
  note: string;
}

/** The result is ready: early, on time or late. */
export function finishDossier(
  office: Office,
  command: FinishDossier,
  caller: Caller,
): Promise<DossierDocument> {
  return changeDossier(office, 'finishDossier', command, caller, decideFinish);
}
