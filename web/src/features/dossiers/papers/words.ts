import { defineWords } from '../../../i18n/language.tsx';
import { vi } from './vi.ts';

export const { useT: usePaperT } = defineWords(vi, async () => (await import('./en.ts')).en);
