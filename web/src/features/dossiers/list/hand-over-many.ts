import type { Dossier } from '../../../api/onestop.ts';
import type { Role } from '../../../api/session.ts';
import { actionsFor } from '../actions.ts';
import type { Desk } from '../desks.ts';

/** Why one of many is left out. */
export type LeftOut = 'unsent' | 'state' | 'there';

export interface Sorted {
  going: readonly Dossier[];
  left: readonly { dossier: Dossier; why: LeftOut }[];
}

/** Who of the chosen can be handed to a desk now; the service decides in the end. */
export function sortForDesk(
  chosen: readonly Dossier[],
  desk: Desk,
  roles: readonly Role[],
  isUnsent: (id: string) => boolean,
): Sorted {
  const why = (dossier: Dossier): LeftOut | undefined => {
    const { primary, others } = actionsFor(dossier.state, roles);
    if (primary !== 'HandOverDossier' && !others.includes('HandOverDossier')) return 'state';
    if (dossier.holder === desk) return 'there';
    return isUnsent(dossier.id) ? 'unsent' : undefined;
  };
  return {
    going: chosen.filter((dossier) => !why(dossier)),
    left: chosen.flatMap((dossier) => {
      const reason = why(dossier);
      return reason ? [{ dossier, why: reason }] : [];
    }),
  };
}
