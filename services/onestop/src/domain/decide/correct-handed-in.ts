import type { DossierEvent, HandedIn, HandedInField } from '../dossier.ts';
import { refuseWith } from '../refusals.ts';
import { type DecisionContext, happening, type Recorded } from './context.ts';

/** What was handed in as it has to be; absent: it is not written down. */
export interface CorrectHandedIn {
  handedIn?: HandedIn | undefined;
  note: string;
}

/** Puts right what was ticked or counted at the counter. Person, days and numbers stay. */
export function decideCorrectHandedIn(
  { state: dossier }: Recorded,
  { handedIn, note }: CorrectHandedIn,
  context: DecisionContext,
): DossierEvent[] {
  if (dossier.status === 'voided') refuseWith('DOSSIER_VOIDED');
  const corrected: HandedInField[] = [
    ...(componentsOf(dossier.handedIn) === componentsOf(handedIn) ? [] : (['components'] as const)),
    ...((dossier.handedIn?.sets ?? 0) === (handedIn?.sets ?? 0) ? [] : (['sets'] as const)),
  ];
  if (corrected.length === 0) refuseWith('NOTHING_TO_CORRECT');
  return [
    {
      ...happening(context, dossier, note),
      kind: 'handed_in_corrected',
      handedIn,
      corrected,
      movements: [],
      cancels: [],
    },
  ];
}

const componentsOf = (handedIn: HandedIn | undefined): string =>
  JSON.stringify((handedIn?.components ?? []).map(({ name, kind, count }) => [name, kind, count]));
