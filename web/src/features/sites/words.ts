import { defineWords, type TranslateOf } from '../../i18n/language.tsx';
import type { Key as Common } from '../../i18n/translate.ts';
import { vi } from './vi.ts';

export type Key = Common | keyof typeof vi;
export type Translate = TranslateOf<Key>;

export const { has, inLanguage, useLanguage, useT } = defineWords(
  vi,
  async () => (await import('./en.ts')).en,
);
