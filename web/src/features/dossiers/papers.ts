import type { Dossier } from '../../api/onestop.ts';
import type { Paper } from '../../shared/paper.ts';
import type { Provisional } from './intake/provisional.ts';

export const receipt: Paper<Dossier> = { load: async () => (await import('./papers/receipt.tsx')).Receipt };
export const provisionalSlip: Paper<Provisional> = {
  load: async () => (await import('./papers/provisional-slip.tsx')).ProvisionalSlip,
};
