import type { TakeScan } from '../../../shared/scans.ts';
import { type IdCardHolder, readIdCard } from './id-card.ts';

let waiting: IdCardHolder | undefined;
const listeners = new Set<() => void>();

/** A person is handed over in memory: no address carries one. */
export const take: TakeScan = async ({ text, open }) => {
  waiting = readIdCard(text);
  if (listeners.size === 0) open('/dossiers/new');
  else for (const tell of listeners) tell();
};

/** The card that was scanned last, once. */
export function takeWaitingCard(): IdCardHolder | undefined {
  const card = waiting;
  waiting = undefined;
  return card;
}

/** @returns how to stop */
export function onCard(tell: () => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}
