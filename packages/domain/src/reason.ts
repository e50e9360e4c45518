import { refuseField } from './refusal.ts';
import { storedText } from './stored-text.ts';

/** Why a person decides so, where only some requests need it: how long it may be stands in the contract. @throws Refusal naming the field. */
export function parseReason(reason: string, field = 'reason'): string {
  const text = storedText(reason);
  if (text === '') refuseField(field, 'REQUIRED', 'say why, for whoever asks later');
  return text;
}
