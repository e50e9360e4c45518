import type { DossierDocument } from './dossier-document.ts';
import { type Addressed, changeDossier } from './change-dossier.ts';
import type { Caller, Office } from './office.ts';
import { type CorrectDossier as Correction, decideCorrect } from '../domain/decide/correct.ts';

export type CorrectDossier = Addressed & Correction;

/** A wrongly chosen procedure or channel is put right, on the days on which it counted. */
export function correctDossier(
  office: Office,
  command: CorrectDossier,
  caller: Caller,
): Promise<DossierDocument> {
  return changeDossier(office, 'correctDossier', command, caller, decideCorrect);
}
