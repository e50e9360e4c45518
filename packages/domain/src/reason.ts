import { refuseField } from './refusal.ts';
import { normaliseText } from './vietnamese-text.ts';

/** What a person may say at most of why, in characters. */
export const longestReason = 500;

/** Why a person decides so: kept with the decision. @throws Refusal naming the field. */
export function parseReason(reason: string): string {
  const text = normaliseText(reason);
  if (text === '') refuseField('reason', 'REQUIRED', 'say why, for whoever asks later');
  if (text.length > longestReason) refuseField('reason', 'TOO_LONG', `at most ${longestReason} characters`);
  return text;
}
