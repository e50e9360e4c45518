import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { readPreference, writePreference } from './preferences.ts';

/** `system` follows the device. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const darkDevice = matchMedia('(prefers-color-scheme: dark)');

/** At first `first-paint.ts` has done so. */
const apply = (choice: ThemeChoice): void => {
  const dark = choice === 'dark' || (choice === 'system' && darkDevice.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
};

function readThemeChoice(): ThemeChoice {
  const stored = readPreference('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

interface ThemeState {
  choice: ThemeChoice;
  choose: (choice: ThemeChoice) => void;
  /** The wall is dark whatever the person chose; the choice is kept. */
  forceDark: (force: boolean) => void;
}

const ThemeContext = createContext<ThemeState | undefined>(undefined);

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState<ThemeChoice>(readThemeChoice);
  const [forced, setForced] = useState(false);

  useEffect(() => {
    const effective = forced ? 'dark' : choice;
    apply(effective);
    const follow = (): void => apply(effective);
    darkDevice.addEventListener('change', follow);
    return () => darkDevice.removeEventListener('change', follow);
  }, [choice, forced]);

  const state = useMemo<ThemeState>(
    () => ({
      choice,
      choose: (next) => {
        writePreference('theme', next);
        setChoice(next);
      },
      forceDark: setForced,
    }),
    [choice],
  );
  return <ThemeContext value={state}>{children}</ThemeContext>;
}

export function useTheme(): ThemeState {
  const state = useContext(ThemeContext);
  if (!state) throw new Error('useTheme stands outside ThemeProvider');
  return state;
}
