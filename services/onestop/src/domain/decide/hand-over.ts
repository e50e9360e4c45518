import type { Desk, DossierEvent } from '../dossier.ts';
import { refuseWith } from '../refusals.ts';
import { requireRunning } from './admissible.ts';
import { type DecisionContext, happening, type Recorded } from './context.ts';

/** Gives the dossier to another desk (a row of form 06); the numbers don't change. */
export function decideHandOver(
  { state: dossier }: Recorded,
  command: { to: Desk; note: string },
  context: DecisionContext,
): DossierEvent[] {
  requireRunning(dossier.status);
  if (dossier.status === 'processing' && dossier.holder === command.to)
    refuseWith('ALREADY_HELD', { desk: command.to });
  if (dossier.status === 'received' && command.to === 'intake')
    refuseWith('ALREADY_HELD', { desk: 'intake' });
  return [
    {
      ...happening(context, dossier, command.note),
      kind: 'handed_over',
      to: command.to,
      movements: [],
      cancels: [],
    },
  ];
}
