import type { Dossier } from '../../api/onestop.ts';
import type { Paper } from '../../shared/paper.ts';

export const receipt: Paper<Dossier> = { load: async () => (await import('./receipt.tsx')).Receipt };
