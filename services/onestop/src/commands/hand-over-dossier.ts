import type { Desk } from '../domain/dossier.ts';
import type { DossierDocument } from './dossier-document.ts';
import { type Addressed, changeDossier } from './change-dossier.ts';
import type { Caller, Office } from './office.ts';
import { decideHandOver } from '../domain/decide/hand-over.ts';

export interface HandOverDossier extends Addressed {
  to: Desk;
  note: string;
}

/** Gives a dossier to another desk (a row of form 06). */
export function handOverDossier(
  office: Office,
  command: HandOverDossier,
  caller: Caller,
): Promise<DossierDocument> {
  return changeDossier(office, 'handOverDossier', command, caller, decideHandOver);
}
