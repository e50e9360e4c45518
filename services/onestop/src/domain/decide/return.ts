import type { DossierEvent } from '../dossier.ts';
import { refuseWith } from '../refusals.ts';
import { requireOpen } from './admissible.ts';
import { type DecisionContext, happening, type Recorded } from './context.ts';

/** The result is in the citizen's hands (status 10); the numbers were settled when it was ready. */
export function decideReturn(
  { state: dossier }: Recorded,
  command: { note: string },
  context: DecisionContext,
): DossierEvent[] {
  requireOpen(dossier.status);
  if (dossier.status !== 'finished') refuseWith('DOSSIER_NOT_FINISHED');
  return [{ ...happening(context, dossier, command.note), kind: 'returned', movements: [], cancels: [] }];
}
