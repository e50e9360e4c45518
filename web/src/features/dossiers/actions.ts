import type { DossierState } from '../../api/onestop.ts';
import type { Role } from '../../api/session.ts';
import type { DossierCommand } from './commands.ts';

export type Action = Exclude<DossierCommand, 'ReceiveDossier'>;
/** What asks for no more than a reason or a note, and one choice. */
export type Step = Exclude<Action, 'CorrectApplicant' | 'CorrectHandedIn'>;

/** What can be done with a dossier: the next step first, then the rest; those that hurt ask for a reason. */
export interface Actions {
  primary?: Action;
  others: Action[];
}

/** A leader reads and puts right; the rest is the counter's work. */
const leadersActions: readonly Action[] = [
  'CorrectApplicant',
  'CorrectHandedIn',
  'CorrectDossier',
  'VoidDossier',
];

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
          'CorrectHandedIn',
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
          'CorrectHandedIn',
          'CorrectDossier',
          'WithdrawDossier',
          'VoidDossier',
        ],
      };
    case 'DOSSIER_STATE_WAITING_SUPPLEMENT':
      return {
        primary: 'ResumeDossier',
        others: ['CorrectApplicant', 'CorrectHandedIn', 'CorrectDossier', 'WithdrawDossier', 'VoidDossier'],
      };
    case 'DOSSIER_STATE_FINISHED':
      return {
        primary: 'ReturnDossier',
        others: ['CorrectApplicant', 'CorrectHandedIn', 'CorrectDossier', 'VoidDossier'],
      };
    case 'DOSSIER_STATE_RETURNED':
    case 'DOSSIER_STATE_WITHDRAWN':
      return { others: ['CorrectApplicant', 'CorrectHandedIn', 'CorrectDossier', 'VoidDossier'] };
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
