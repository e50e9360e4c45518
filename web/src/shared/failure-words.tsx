import { useFailureWords } from './refusal-words.ts';

export function FailureWords({ error }: { error: unknown }) {
  return useFailureWords()(error);
}
