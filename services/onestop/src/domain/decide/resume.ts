import { type DossierEvent, endWait, standingOf } from '../dossier.ts';
import { dueOf } from '../legal-term.ts';
import { move } from '../movements.ts';
import { refuseWith } from '../refusals.ts';
import { type DecisionContext, happening, type Recorded, termOf } from './context.ts';
import { requireOpen } from './admissible.ts';

/** The supplement has come: the term is counted anew or goes on, by the rule of the procedure's version (NĐ 118/2025 Art. 19.5). */
export function decideResume(
  { state: dossier }: Recorded,
  command: { note: string },
  context: DecisionContext,
): DossierEvent[] {
  requireOpen(dossier.status);
  if (dossier.status !== 'waiting_supplement') refuseWith('DOSSIER_NOT_WAITING');
  const happened = happening(context, dossier, command.note);
  const due = dueOf({ ...termOf(dossier, context), waits: endWait(dossier.waits, happened.at) });
  const after = standingOf({ status: 'processing', due });
  return [
    {
      ...happened,
      kind: 'resumed',
      due,
      movements: [move('RESUMED', happened.at, dossier.subject, standingOf(dossier), after)],
      cancels: [],
    },
  ];
}
