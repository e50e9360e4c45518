import type { useT } from '../i18n/language.tsx';

const missingField = /^the procedure field (\S+) is not in the catalogue$/;
const notKnownHere = /not known here$/;
const recordCode = /^[A-Z_]+$/;
const givenUp = /^given up after \d+ tries: /;

/** Why an event could not be used and what to do, in the reader's language; the service writes it for its log. */
export function deadReason(t: ReturnType<typeof useT>, reason: string): string {
  const said = reason.replace(givenUp, '');
  if (recordCode.test(said)) return t('deadReason.record', { what: said });
  const field = missingField.exec(said)?.[1];
  if (field) return t('deadReason.field', { what: field });
  return notKnownHere.test(said) ? t('deadReason.newer') : t('deadReason.other', { what: said });
}
