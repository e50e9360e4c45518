import { ApiFailure, type FieldFailure } from '../api/failure.ts';
import type { TranslateOf } from '../i18n/language.tsx';
import { has as known, useT, type Key } from '../i18n/refusals/words.ts';
import type { Wrong } from './field-rules.ts';

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
      return fields.map(({ field, rule }) => fieldWords(t, field, { rule, params })).join(' ');
    return known(key) ? t(key, params) : t('refusal.unknown', { code });
  };
}

/** The sentence for one wrong field. `label`: what its form calls it; else what all screens call it. */
export function useFieldWords(): (field: string, wrong: Wrong, label?: string) => string {
  const t = useT();
  return (field, wrong, label) => fieldWords(t, field, wrong, label);
}

function fieldWords(t: TranslateOf<Key>, field: string, { rule, params }: Wrong, own?: string): string {
  const name = `field.${field.replace(/\[\d+\]/g, '')}`;
  const key = `rule.${rule}`;
  // A name of the contract says nothing to a person.
  const label = own ?? t(known(name) ? name : 'field.unknown');
  if (rule === 'REQUIRED' && field === 'procedure_code') return t('rule.NOT_CHOSEN');
  if (rule === 'TOO_LONG' && params.most !== undefined)
    return t('rule.TOO_LONG_BY', { field: label, most: params.most });
  if (params.at !== undefined) return t('rule.CHARACTER_AT', { field: label, at: params.at });
  return known(key) ? t(key, { field: label }) : t('rule.unknown', { field: label });
}

/** What people call a field, by its name in the contract. */
export function useFieldName(): (field: string) => string {
  const t = useT();
  return (field) => {
    const name = `field.${field}`;
    return known(name) ? t(name) : field;
  };
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
