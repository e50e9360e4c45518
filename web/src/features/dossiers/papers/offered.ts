import type { Dossier, HistoryEntry } from '../../../api/onestop.ts';
import type { Print } from '../../../shared/paper.ts';
import { apology, controlSlip, receipt, supplementRequest } from '../papers.ts';
import { slipOf } from './slip.ts';

/** A paper that a dossier calls for, by the key of its name. */
export interface Offered {
  name: 'paper.receipt' | 'paper.supplement' | 'paper.apology' | 'paper.control';
  print: (print: Print) => void;
}

const happened = ({ type }: HistoryEntry): string => type.split('.')[2] ?? '';
const isFinal = ({ state }: Dossier): boolean =>
  state === 'DOSSIER_STATE_WITHDRAWN' || state === 'DOSSIER_STATE_VOIDED';

const receiptOf = (dossier: Dossier): Offered => ({
  name: 'paper.receipt',
  print: (print) => print(receipt, dossier),
});
const supplementOf = (dossier: Dossier, entry: HistoryEntry): Offered => ({
  name: 'paper.supplement',
  print: (print) => print(supplementRequest, slipOf(dossier, entry)),
});

/** What is printed at this step: the first by its key. A dossier that was taken back, or that never was one, promises nothing. */
export function papersNow(dossier: Dossier): Offered[] {
  if (isFinal(dossier)) return [];
  const { state, history, due, timeliness } = dossier;
  const asked = history.findLast((entry) => /^(supplement_requested|resumed)$/.test(happened(entry)));
  // Until the history of this very request is here, its slip is not offered: another one's would say something else.
  const supplement =
    asked && happened(asked) === 'supplement_requested' ? [supplementOf(dossier, asked)] : [];
  const main = state === 'DOSSIER_STATE_WAITING_SUPPLEMENT' ? supplement : [receiptOf(dossier)];
  return callsForApology(due?.state, timeliness)
    ? [...main, { name: 'paper.apology', print: (print) => print(apology, dossier) }]
    : main;
}

/** NĐ 118/2025 Art. 19.6: at the latest a day before the day that was promised. */
const callsForApology = (
  due: NonNullable<Dossier['due']>['state'] | undefined,
  timeliness: Dossier['timeliness'],
): boolean =>
  due === 'DUE_STATE_LATE' ||
  due === 'DUE_STATE_TODAY' ||
  due === 'DUE_STATE_SOON' ||
  timeliness === 'TIMELINESS_LATE';

/** The paper that a step of the history gave. */
export function paperOf(dossier: Dossier, entry: HistoryEntry): Offered | undefined {
  if (isFinal(dossier)) return undefined;
  if (happened(entry) === 'received') return receiptOf(dossier);
  return happened(entry) === 'supplement_requested' ? supplementOf(dossier, entry) : undefined;
}

export const controlOf = (dossier: Dossier): Offered => ({
  name: 'paper.control',
  print: (print) => print(controlSlip, dossier),
});
