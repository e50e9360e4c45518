import { defineWords, type TranslateOf } from '../../i18n/language.tsx';
import type { Key as Common } from '../../i18n/translate.ts';
import { vi } from './vi.ts';

export type Translate = TranslateOf<Common | keyof typeof vi>;

export const { inLanguage, useLanguage, useT } = defineWords(vi, async () => (await import('./en.ts')).en);
