import { wordsBeside } from '../../../i18n/language.tsx';
import { words } from '../words.ts';
import { vi } from './vi.ts';

/** What an open dossier says and a list does not; beside the words of the feature. */
export const { useLanguage, useT } = wordsBeside(words)(vi, async () => (await import('./en.ts')).en);
