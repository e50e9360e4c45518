import { wordsBeside } from '../../../../i18n/language.tsx';
import { words } from '../../words.ts';
import { vi } from './vi.ts';

/** What is said of handing over many at once, beside the words of the feature. */
export const { useT } = wordsBeside(words)(vi, async () => (await import('./en.ts')).en);
