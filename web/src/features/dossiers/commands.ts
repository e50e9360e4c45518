import type { QueryClient } from '@tanstack/react-query';
import type { Dossier, DossierState } from '../../api/onestop.ts';
import type { Role } from '../../api/session.ts';
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
  queries.setQueryData<Dossier>(queryKey, (before) =>
    before ? { ...dossier, history: before.history } : dossier,
  );
  void queries.invalidateQueries({ queryKey });
  void queries.invalidateQueries({ queryKey: ['dossiers'] });
}

export type Action = Exclude<DossierCommand, 'ReceiveDossier'>;
/** What asks for no more than a reason or a note, and one choice. */
export type Step = Exclude<Action, 'CorrectApplicant'>;

/** What can be done with a dossier: the next step first, then the rest; those that hurt ask for a reason. */
export interface Actions {
  primary?: Action;
  others: Action[];
}

/** A leader reads and puts right; the rest is the counter's work. */
const leadersActions: readonly Action[] = ['CorrectApplicant', 'CorrectDossier', 'VoidDossier'];

/** What this person may do next; the service decides in the end. */
export function actionsFor(state: DossierState, roles: readonly Role[]): Actions {
  const all = stepsOf(state);
  if (roles.includes('clerk')) return all;
  return {
    others: all.others.filter((action) => roles.includes('leader') && leadersActions.includes(action)),
  };
}

/** The order in which the office works. */
function stepsOf(state: DossierState): Actions {
  switch (state) {
    case 'DOSSIER_STATE_RECEIVED':
      return {
        primary: 'HandOverDossier',
        others: [
          'RequestSupplement',
          'FinishDossier',
          'CorrectApplicant',
          'CorrectDossier',
          'WithdrawDossier',
          'VoidDossier',
        ],
      };
    case 'DOSSIER_STATE_PROCESSING':
      return {
        primary: 'FinishDossier',
        others: [
          'HandOverDossier',
          'RequestSupplement',
          'CorrectApplicant',
          'CorrectDossier',
          'WithdrawDossier',
          'VoidDossier',
        ],
      };
    case 'DOSSIER_STATE_WAITING_SUPPLEMENT':
      return {
        primary: 'ResumeDossier',
        others: ['CorrectApplicant', 'CorrectDossier', 'WithdrawDossier', 'VoidDossier'],
      };
    case 'DOSSIER_STATE_FINISHED':
      return { primary: 'ReturnDossier', others: ['CorrectApplicant', 'CorrectDossier', 'VoidDossier'] };
    case 'DOSSIER_STATE_RETURNED':
    case 'DOSSIER_STATE_WITHDRAWN':
      return { others: ['CorrectApplicant', 'CorrectDossier', 'VoidDossier'] };
    case 'DOSSIER_STATE_VOIDED':
    case 'DOSSIER_STATE_UNSPECIFIED':
      return { others: [] };
    default: {
      const never: never = state;
      return never;
    }
  }
}

/** What a slip cannot take back. */
export const isDestructive = (action: Action): boolean =>
  action === 'VoidDossier' || action === 'WithdrawDossier';
