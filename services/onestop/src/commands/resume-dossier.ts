import type { DossierDocument } from './dossier-document.ts';
import { type Addressed, changeDossier } from './change-dossier.ts';
import type { Caller, Office } from './office.ts';
import { decideResume } from '../domain/decide/resume.ts';

export interface ResumeDossier extends Addressed {
  note: string;
}

/** The supplement has come: the clock goes on by the rule of the procedure. */
export function resumeDossier(
  office: Office,
  command: ResumeDossier,
  caller: Caller,
): Promise<DossierDocument> {
  return changeDossier(office, 'resumeDossier', command, caller, decideResume);
}
