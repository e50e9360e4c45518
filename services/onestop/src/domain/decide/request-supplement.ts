import { type DossierEvent, standingOf } from '../dossier.ts';
import { dueOf } from '../legal-term.ts';
import { move } from '../movements.ts';
import { requireRunning } from './admissible.ts';
import { type DecisionContext, happening, type Recorded, termOf } from './context.ts';

/** Something is missing (form 02): the clock stops, the dossier stays pending without a due day. */
export function decideRequestSupplement(
  { state: dossier }: Recorded,
  command: { reason: string },
  context: DecisionContext,
): DossierEvent[] {
  requireRunning(dossier.status);
  const happened = happening(context, dossier, command.reason);
  const term = termOf(dossier, context);
  const due = dueOf({ ...term, waits: [...dossier.waits, { from: happened.at }] });
  const after = standingOf({ status: 'waiting_supplement', due });
  return [
    {
      ...happened,
      kind: 'supplement_requested',
      due,
      movements: [move('SUSPENDED', happened.at, dossier.subject, standingOf(dossier), after)],
      cancels: [],
    },
  ];
}
