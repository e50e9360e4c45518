import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { readPreference, writePreference } from '../shared/preferences.ts';
import { type Dictionary, fill, type Key, type Language, type Params } from './translate.ts';
import { vi } from './vi.ts';

export type Translate = (key: Key, params?: Params) => string;

interface LanguageState {
  language: Language;
  setLanguage: (language: Language) => void;
  t: Translate;
}

const LanguageContext = createContext<LanguageState | undefined>(undefined);

/** Holds the language of the screen. English is fetched when somebody asks for it. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState<Language>(() => (readPreference('language') === 'en' ? 'en' : 'vi'));
  const [loaded, setLoaded] = useState<{ language: Language; words: Dictionary }>({
    language: 'vi',
    words: vi,
  });

  useEffect(() => {
    let current = true;
    const words: Promise<Dictionary> =
      wanted === 'en' ? import('./en.ts').then((module) => module.en) : Promise.resolve(vi);
    words.then(
      (found) => {
        if (current) setLoaded({ language: wanted, words: found });
      },
      () => {
        // The file could not be fetched: stay in the language that is here.
        if (current) setWanted('vi');
      },
    );
    return () => {
      current = false;
    };
  }, [wanted]);

  useEffect(() => {
    document.documentElement.lang = loaded.language;
  }, [loaded.language]);

  const setLanguage = useCallback((language: Language) => {
    writePreference('language', language);
    setWanted(language);
  }, []);

  const state = useMemo<LanguageState>(
    () => ({
      language: loaded.language,
      setLanguage,
      t: (key, params) => fill(loaded.language, loaded.words[key], params),
    }),
    [loaded, setLanguage],
  );
  return <LanguageContext value={state}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageState {
  const state = useContext(LanguageContext);
  if (!state) throw new Error('useLanguage stands outside LanguageProvider');
  return state;
}

export const useT = (): Translate => useLanguage().t;
