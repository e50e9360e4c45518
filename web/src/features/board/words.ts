import { type TranslateOf, wordsBeside } from '../../i18n/language.tsx';
import type { Key as Common } from '../../i18n/translate.ts';
import { type Key as Happened, words as happened } from '../../shared/happened/words.ts';
import { vi } from './vi.ts';

export type Translate = TranslateOf<Common | Happened | keyof typeof vi>;

export const { inLanguage, useLanguage, useT } = wordsBeside(happened)(
  vi,
  async () => (await import('./en.ts')).en,
);
