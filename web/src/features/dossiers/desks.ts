import type { Dossier } from '../../api/onestop.ts';

/** To whom a dossier can be handed. */
export const desks = ['DESK_SPECIALIST', 'DESK_CHAIR', 'DESK_CLERICAL', 'DESK_INTAKE'] as const;
export type Desk = (typeof desks)[number];

/** Where a dossier usually goes from where it is. */
export const nextDesk = (dossier: Dossier): Desk => {
  if (dossier.state === 'DOSSIER_STATE_RECEIVED') return 'DESK_SPECIALIST';
  if (dossier.holder === 'DESK_SPECIALIST') return 'DESK_CHAIR';
  return dossier.holder === 'DESK_CHAIR' ? 'DESK_CLERICAL' : 'DESK_SPECIALIST';
};
