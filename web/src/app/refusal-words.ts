import { ApiFailure, type FieldFailure } from '../api/failure.ts';
import { useT } from '../i18n/language.tsx';
import type { Key } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';

const known = (key: string): key is Key => key in vi;

/** What is wrong, why, what to do, for a stable code; a code that is not known yet is at least named in a sentence. */
export function useRefusalWords(): (
  code: string,
  params?: Record<string, string>,
  fields?: FieldFailure[],
) => string {
  const t = useT();
  return (code, params = {}, fields = []) => {
    const key = `refusal.${code}`;
    if (code === 'INVALID_FIELD' && fields.length > 0)
      return fields.map(({ field, rule }) => fieldWords(t, field, rule)).join(' ');
    return known(key) ? t(key, params) : t('refusal.unknown', { code });
  };
}

/** What the service takes at most, in characters, by the path in the request. */
const longest: Record<string, number> = {
  'applicant.name': 100,
  'applicant.address': 300,
  summary: 500,
  reason: 1000,
  note: 1000,
};

/** The sentence for one wrong field. */
export function fieldWords(t: ReturnType<typeof useT>, field: string, rule: string): string {
  const name = `field.${field.replace(/\[\d+\]/g, '')}`;
  const key = `rule.${rule.toUpperCase()}`;
  const label = known(name) ? t(name) : field;
  const most = longest[field];
  if (rule === 'REQUIRED' && field === 'procedure_code') return t('rule.NOT_CHOSEN');
  if (rule === 'TOO_LONG' && most !== undefined) return t('rule.TOO_LONG_BY', { field: label, most });
  return known(key) ? t(key, { field: label }) : t('rule.unknown', { field: label, rule });
}

/** Words for anything that a call threw. */
export function useFailureWords(): (error: unknown) => string {
  const words = useRefusalWords();
  const t = useT();
  return (error) =>
    error instanceof ApiFailure
      ? words(error.code, error.params, error.fields)
      : t('refusal.unknown', { code: '?' });
}
