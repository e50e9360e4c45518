import type { Desk, Dossier } from './dossier.ts';

/** What the holder of an open dossier has to do next. */
export type NextAction =
  | 'ASSIGN'
  | 'CHECK'
  | 'APPRAISE'
  | 'SIGN'
  | 'ISSUE'
  | 'AWAIT_SUPPLEMENT'
  | 'RETURN_RESULT';

const atDesk: Record<Desk, NextAction> = {
  intake: 'CHECK',
  specialist: 'APPRAISE',
  chair: 'SIGN',
  clerical: 'ISSUE',
};

/** What has to happen next; empty only for a closed dossier. */
export function nextAction({ status, holder }: Pick<Dossier, 'status' | 'holder'>): NextAction | '' {
  switch (status) {
    case 'received':
      return 'ASSIGN';
    case 'processing':
      return atDesk[holder];
    case 'waiting_supplement':
      return 'AWAIT_SUPPLEMENT';
    case 'finished':
      return 'RETURN_RESULT';
    case 'returned':
    case 'withdrawn':
    case 'voided':
      return '';
    default: {
      const never: never = status;
      return never;
    }
  }
}
