import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { readPreference, writePreference } from '../shared/preferences.ts';
import type { Key, Language, Params } from './translate.ts';
import { vi } from './vi.ts';
import { addWords, wantLanguage, type Words } from './words.ts';

export type TranslateOf<Keys extends string> = (key: Keys, params?: Params) => string;
export type Translate = TranslateOf<Key>;

/** The words of the frame, of codes, and of everything that more than one feature says. */
const common = addWords(vi, async () => (await import('./en.ts')).en);

interface LanguageChoice {
  language: Language;
  setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice | undefined>(undefined);

/** Holds the language of the screen. English is fetched when somebody asks for it. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState<Language>(() => (readPreference('language') === 'en' ? 'en' : 'vi'));
  const [language, setShown] = useState<Language>('vi');

  useEffect(() => {
    let current = true;
    wantLanguage(wanted).then(
      () => {
        if (current) setShown(wanted);
      },
      () => {
        // A file could not be fetched: stay in the language that is here.
        if (current) setWanted('vi');
      },
    );
    return () => {
      current = false;
    };
  }, [wanted]);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const setLanguage = useCallback((next: Language) => {
    writePreference('language', next);
    setWanted(next);
  }, []);

  const choice = useMemo<LanguageChoice>(() => ({ language, setLanguage }), [language, setLanguage]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

function useChoice(): LanguageChoice {
  const choice = useContext(LanguageContext);
  if (!choice) throw new Error('useLanguage stands outside LanguageProvider');
  return choice;
}

/** How components read a dictionary. */
function hooksOf<Keys extends string>(words: Words<Keys>) {
  const useLanguage = (): LanguageChoice & { t: TranslateOf<Keys> } => {
    const choice = useChoice();
    return { ...choice, t: words.in(choice.language) };
  };
  return { useLanguage, useT: (): TranslateOf<Keys> => useLanguage().t };
}

export const { useLanguage, useT } = hooksOf(common);

/** Makes what reads a dictionary, and the one beside it where it has no such key. */
export const wordsBeside =
  <Base extends string>(base: Words<Base>) =>
  <Own extends string>(own: Record<Own, string>, fetchEnglish: () => Promise<Record<Own, string>>) => {
    const words = addWords(own, fetchEnglish, base);
    return { ...hooksOf(words), inLanguage: words.in, has: words.has, words };
  };

/** The words of a feature, which its screens read beside the common ones: `features/<name>/words.ts`. */
export const defineWords = wordsBeside(common);
