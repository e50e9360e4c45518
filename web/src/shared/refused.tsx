import { Notice, useWrongTitle } from '../design/index.ts';
import { useFailureWords } from './refusal-words.ts';

/** Why a form was refused as a whole; the window's title says so too. */
export function Refused({ error }: { error: unknown }) {
  const failureWords = useFailureWords();
  useWrongTitle(true);
  return <Notice tone="late">{failureWords(error)}</Notice>;
}
