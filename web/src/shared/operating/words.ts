import { wordsBeside } from '../../i18n/language.tsx';
import { type Key as Happened, words as happened } from '../happened/words.ts';
import { vi } from './vi.ts';

export type Key = Happened | keyof typeof vi;

export const { useLanguage, useT, words } = wordsBeside(happened)(
  vi,
  async () => (await import('./en.ts')).en,
);
