import type { useT } from '../../i18n/language.tsx';
import type { Key } from '../../i18n/translate.ts';
import { vi } from '../../i18n/vi.ts';

const known = (key: string): key is Key => key in vi;

/** Why an event or a record could not be used and what to do; a code that is not known yet is at least named in a sentence. */
export function deadReason(
  t: ReturnType<typeof useT>,
  { code, params }: { code: string; params: Record<string, string> },
): string {
  const key = `deadReason.${code}`;
  return known(key) ? t(key, params) : t('deadReason.other', { code });
}
