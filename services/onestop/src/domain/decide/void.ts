import type { DossierEvent } from '../dossier.ts';
import { countedSoFar } from '../movements.ts';
import { refuseWith } from '../refusals.ts';
import { type DecisionContext, happening, type Recorded } from './context.ts';

/** A dossier that was registered wrongly: everything it ever counted is taken out, on the days on which it counted. */
export function decideVoid(
  { state: dossier, events }: Recorded,
  command: { reason: string },
  context: DecisionContext,
): DossierEvent[] {
  if (dossier.status === 'voided') refuseWith('DOSSIER_VOIDED');
  return [
    {
      ...happening(context, dossier, command.reason),
      kind: 'voided',
      movements: [],
      cancels: countedSoFar(events),
    },
  ];
}
