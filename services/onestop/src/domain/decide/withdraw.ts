import { type DossierEvent, standingOf } from '../dossier.ts';
import { move, notCounted } from '../movements.ts';
import { refuseWith } from '../refusals.ts';
import { requireOpen } from './admissible.ts';
import { type DecisionContext, happening, type Recorded } from './context.ts';

/** The citizen takes the dossier back, which is possible until the decision (NĐ 118/2025 Art. 21). */
export function decideWithdraw(
  { state: dossier }: Recorded,
  command: { reason: string },
  context: DecisionContext,
): DossierEvent[] {
  requireOpen(dossier.status);
  if (dossier.status === 'finished') refuseWith('DOSSIER_ALREADY_FINISHED');
  const happened = happening(context, dossier, command.reason);
  return [
    {
      ...happened,
      kind: 'withdrawn',
      movements: [move('WITHDRAWN', happened.at, dossier.subject, standingOf(dossier), notCounted)],
      cancels: [],
    },
  ];
}
