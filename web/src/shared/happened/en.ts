import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  'event.onestop.dossier.received': 'Received',
  'event.onestop.dossier.handed_over': 'Handed over',
  'event.onestop.dossier.supplement_requested': 'Supplement requested',
  'event.onestop.dossier.resumed': 'Supplement came, resumed',
  'event.onestop.dossier.finished': 'Finished',
  'event.onestop.dossier.returned': 'Returned',
  'event.onestop.dossier.withdrawn': 'Withdrawn',
  'event.onestop.dossier.voided': 'Voided',
  'event.onestop.dossier.corrected': 'Procedure or channel corrected',
  'event.onestop.dossier.handed_in_corrected': 'Handed-in papers corrected',
  'event.onestop.dossier.applicant_corrected': 'Applicant corrected',
  'event.other': 'Another change',
  'reference.dossier': 'Dossier',
  'reference.other': 'Matter',
  'reference.none': 'Event without a code',
};
