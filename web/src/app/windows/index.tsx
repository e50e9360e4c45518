import { type ComponentType, useEffect, useState } from 'react';
import { useToast } from '../../design/index.ts';
import { useT } from '../../i18n/language.tsx';
import { wordsFetched } from '../../i18n/words.ts';
import type { WindowName, WindowProps } from './props.ts';

const loads = {
  attention: async () => (await import('./attention.tsx')).AttentionWindow,
  keysHelp: async () => (await import('./keys-help.tsx')).KeysHelp,
  personSettings: async () => (await import('./person-settings.tsx')).PersonSettings,
  search: async () => (await import('./search.tsx')).Search,
  unsentSheet: async () => (await import('./unsent-sheet.tsx')).UnsentSheet,
} satisfies Record<WindowName, () => Promise<ComponentType<WindowProps>>>;

/** Fetches them before they are opened: what is unsent is looked at when the site is away. */
export const fetchWindows = (): Promise<unknown> => Promise.all(Object.values(loads).map((load) => load()));

/** A window of the frame. One that cannot be fetched now says so, and can be opened again. */
export function Window({ name, onClose, ...rest }: WindowProps & { name: WindowName }) {
  const t = useT();
  const toast = useToast();
  const [Loaded, setLoaded] = useState<ComponentType<WindowProps>>();
  useEffect(() => {
    let current = true;
    const fetched = loads[name]().then(async (Found) => {
      // Words that cannot be fetched stand in the language that is here.
      await wordsFetched().catch(console.error);
      if (current) setLoaded(() => Found);
    });
    fetched.catch(() => {
      if (!current) return;
      toast({ tone: 'late', words: t('unreachable.title') });
      onClose();
    });
    return () => {
      current = false;
    };
    // Once: it is the same window until it is closed.
  }, [name]);
  return Loaded ? <Loaded onClose={onClose} {...rest} /> : null;
}
