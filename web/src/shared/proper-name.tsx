import { useLanguage } from '../i18n/language.tsx';
import type { Language } from '../i18n/translate.ts';

/** A name of a table, in the reader's language where it has one there. */
export const nameIn = (language: Language, vi: string, en: string): string =>
  language === 'en' && en !== '' ? en : vi;

/** The same on a screen: one that is Vietnamese among English words says so, to be read out as it is. */
export function ProperName({ vi, en = '' }: { vi: string; en?: string }) {
  const { language } = useLanguage();
  return language === 'en' && en === '' ? <span lang="vi">{vi}</span> : nameIn(language, vi, en);
}
