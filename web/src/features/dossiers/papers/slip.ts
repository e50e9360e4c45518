import type { Dossier, HistoryEntry } from '../../../api/onestop.ts';

/** What a citizen is told in writing: of a dossier, or of what could not be received. */
export interface Slip extends Pick<Dossier, 'unitName' | 'owner' | 'applicantCorrectedAt'> {
  /** Empty: nothing was received. */
  code: string;
  at: string;
  /** Who tells it. */
  by: string;
  name: string;
  address: string;
  phone: string;
  requested: string;
  told: string;
}

/** Of a step in a dossier's history: the same paper, whenever it is printed. */
export const slipOf = (dossier: Dossier, { at = '', actorName, note }: HistoryEntry): Slip => ({
  unitName: dossier.unitName,
  owner: dossier.owner,
  applicantCorrectedAt: dossier.applicantCorrectedAt,
  code: dossier.code,
  at,
  by: actorName,
  name: dossier.applicant?.name ?? '',
  address: dossier.applicant?.address ?? '',
  phone: dossier.applicant?.phone ?? '',
  requested: [dossier.procedureName, dossier.summary].filter(Boolean).join('. '),
  told: note,
});
