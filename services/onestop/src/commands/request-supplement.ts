import type { DossierDocument } from './dossier-document.ts';
import { type Addressed, changeDossier } from './change-dossier.ts';
import type { Caller, Office } from './office.ts';
import { decideRequestSupplement } from '../domain/decide/request-supplement.ts';

export interface RequestSupplement extends Addressed {
  reason: string;
}

/** Asks the citizen for what is missing (form 02): the clock stops. */
export function requestSupplement(
  office: Office,
  command: RequestSupplement,
  caller: Caller,
): Promise<DossierDocument> {
  return changeDossier(office, 'requestSupplement', command, caller, decideRequestSupplement);
}
