import { type TranslateOf, wordsBeside } from '../../i18n/language.tsx';
import type { Key as Common } from '../../i18n/translate.ts';
import { type Key as Operating, words as operating } from '../../shared/operating/words.ts';
import { vi } from './vi.ts';

export type Key = Common | Operating | keyof typeof vi;
export type Translate = TranslateOf<Key>;

export const { has, inLanguage, useLanguage, useT } = wordsBeside(operating)(
  vi,
  async () => (await import('./en.ts')).en,
);
