import type { QueryClient } from '@tanstack/react-query';
import type { Dossier } from '../../api/onestop.ts';
import type { Command } from '../../outbox/command.ts';

const names = [
  'ReceiveDossier',
  'HandOverDossier',
  'RequestSupplement',
  'ResumeDossier',
  'FinishDossier',
  'ReturnDossier',
  'WithdrawDossier',
  'VoidDossier',
  'CorrectDossier',
] as const;

/** What changes a dossier, as the edge names it; each answers with the dossier. */
export type DossierCommand = (typeof names)[number];

interface Answer {
  dossier: Dossier;
}

export const commandOf = (name: DossierCommand): Command<Answer> => ({
  method: `lienthong.onestop.v1.OneStopService/${name}`,
  // A step names its dossier already; a new dossier has its code only now.
  titleSent: (label, { dossier: { code } }) => (label.includes(code) ? label : `${label} (${code})`),
  onAnswer: (queries, { dossier }) => showChanged(queries, dossier),
});

export const commands = names.map(commandOf);

/** A command answers without the history: what is known of it stands until the whole dossier has been asked for. */
function showChanged(queries: QueryClient, dossier: Dossier): void {
  const queryKey = ['dossier', dossier.unit, dossier.id];
  queries.setQueryData<Dossier>(queryKey, (before) =>
    before ? { ...dossier, history: before.history } : dossier,
  );
  void queries.invalidateQueries({ queryKey });
  void queries.invalidateQueries({ queryKey: ['dossiers'] });
}
