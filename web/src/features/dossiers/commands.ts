import type { QueryClient } from '@tanstack/react-query';
import type { Dossier } from '../../api/onestop.ts';
import * as onestop from '../../gen/onestop.ts';
import type { Command } from '../../outbox/command.ts';

const methods = {
  ReceiveDossier: onestop.receiveDossier,
  HandOverDossier: onestop.handOverDossier,
  RequestSupplement: onestop.requestSupplement,
  ResumeDossier: onestop.resumeDossier,
  FinishDossier: onestop.finishDossier,
  ReturnDossier: onestop.returnDossier,
  WithdrawDossier: onestop.withdrawDossier,
  VoidDossier: onestop.voidDossier,
  CorrectDossier: onestop.correctDossier,
  CorrectApplicant: onestop.correctApplicant,
  CorrectHandedIn: onestop.correctHandedIn,
};

/** What changes a dossier, as the edge names it; each answers with the dossier. */
export type DossierCommand = keyof typeof methods;

interface Answer {
  dossier?: Dossier;
}

export const commandOf = (name: DossierCommand): Command<Answer> => ({
  method: methods[name],
  // A step names its dossier already; a new dossier has its code only now.
  titleSent: (label, { dossier }) =>
    !dossier || label.includes(dossier.code) ? label : `${label} (${dossier.code})`,
  onAnswer: (queries, { dossier }) => {
    if (dossier) showChanged(queries, dossier);
  },
});

export const commands = (Object.keys(methods) as DossierCommand[]).map(commandOf);

/** A command answers without the history: what is known of it stands until the whole dossier has been asked for. */
function showChanged(queries: QueryClient, dossier: Dossier): void {
  const queryKey = ['dossier', dossier.unit, dossier.id];
  queries.setQueryData<Dossier>(queryKey, (before) => {
    if (before) return { ...dossier, history: before.history };
    // Without its history an older dossier would print papers that know nobody but who is at the screen.
    return dossier.version === 1 ? dossier : undefined;
  });
  void queries.invalidateQueries({ queryKey });
  void queries.invalidateQueries({ queryKey: ['dossiers'] });
}
