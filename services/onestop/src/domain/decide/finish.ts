import { type DossierEvent, standingOf } from '../dossier.ts';
import { timelinessOf } from '../legal-term.ts';
import { move, notCounted } from '../movements.ts';
import { requireRunning } from './admissible.ts';
import { type DecisionContext, happening, type Recorded, termOf } from './context.ts';

/** The result is ready (status 9): early, on time or late against the promised date. */
export function decideFinish(
  { state: dossier }: Recorded,
  command: { note: string },
  context: DecisionContext,
): DossierEvent[] {
  requireRunning(dossier.status);
  const happened = happening(context, dossier, command.note);
  const timeliness = timelinessOf(termOf(dossier, context), dossier.due, happened.at);
  return [
    {
      ...happened,
      kind: 'finished',
      timeliness,
      movements: [
        move('FINISHED', happened.at, dossier.subject, standingOf(dossier), notCounted, timeliness),
      ],
      cancels: [],
    },
  ];
}
