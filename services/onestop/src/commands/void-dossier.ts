import type { DossierDocument } from './dossier-document.ts';
import { type Addressed, changeDossier } from './change-dossier.ts';
import type { Caller, Office } from './office.ts';
import { decideVoid } from '../domain/decide/void.ts';

export interface VoidDossier extends Addressed {
  reason: string;
}

/** A wrongly registered dossier leaves the numbers, on the days on which it counted. */
export function voidDossier(office: Office, command: VoidDossier, caller: Caller): Promise<DossierDocument> {
  return changeDossier(office, 'voidDossier', command, caller, decideVoid);
}
