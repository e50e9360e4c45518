import { defineWords, type TranslateOf } from '../../i18n/language.tsx';
import type { Key as Common } from '../../i18n/translate.ts';
import { vi } from './vi.ts';

export type Key = keyof typeof vi;
export type Translate = TranslateOf<Common | Key>;

/** What happened, and to what: words for who tells of events, loaded with them. */
export const { has, useT, words } = defineWords(vi, async () => (await import('./en.ts')).en);
