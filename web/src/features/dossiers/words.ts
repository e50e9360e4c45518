import { defineWords } from '../../i18n/language.tsx';
import { vi } from './vi.ts';

export const { inLanguage, useLanguage, useT, words } = defineWords(
  vi,
  async () => (await import('./en.ts')).en,
);
