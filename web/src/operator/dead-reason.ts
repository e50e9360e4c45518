import type { useT } from '../i18n/language.tsx';

const missing = /^the (indicator|field) (\S+) is not in the catalogue$/;
const recordCode = /^[A-Z_]+$/;
const givenUp = /^given up after \d+ tries: /;

/** Why an event could not be used and what to do, in the reader's language; the service writes it for its log. */
export function deadReason(t: ReturnType<typeof useT>, reason: string): string {
  const said = reason.replace(givenUp, '');
  if (recordCode.test(said)) return t('deadReason.record', { what: said });
  const [, kind, what = ''] = missing.exec(said) ?? [];
  if (kind === undefined) return t('deadReason.other', { what: said });
  return t(kind === 'field' ? 'deadReason.field' : 'deadReason.indicator', { what });
}
