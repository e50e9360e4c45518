import type { vi } from './vi.ts';

export type Language = 'vi' | 'en';
/** Vietnamese is the source: a key exists when it has a Vietnamese sentence. */
export type Key = keyof typeof vi;
export type Dictionary = Record<Key, string>;
export type Params = Record<string, string | number>;

const plurals = { vi: new Intl.PluralRules('vi'), en: new Intl.PluralRules('en') };

/**
 * Fills `{name}` in a sentence. A sentence of the form `one|other` is chosen by the parameter `n`; a blank stands before a
 * unit so that figure and word stay on one line.
 */
export function fill(language: Language, sentence: string, params: Params = {}): string {
  const forms = sentence.split('|');
  const one = forms.length > 1 && plurals[language].select(Number(params.n)) === 'one';
  const form = (one ? forms[0] : forms.at(-1)) ?? '';
  return form.replace(/\{(\w+)\}/g, (all, name: string) =>
    params[name] === undefined ? all : String(params[name]),
  );
}
