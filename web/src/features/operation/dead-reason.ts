import { has, type useT } from './words.ts';

/** Why an event or a record could not be used and what to do; a code that is not known yet is at least named in a sentence. */
export function deadReason(
  t: ReturnType<typeof useT>,
  { code, params }: { code: string; params: Record<string, string> },
): string {
  const key = `deadReason.${code}`;
  return has(key) ? t(key, params) : t('deadReason.other', { code });
}
