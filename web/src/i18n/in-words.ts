import type { Words } from '../gen/common.ts';
import type { Language } from './translate.ts';

/** What the catalogue calls something, in the language of the screen. */
export const inWords = (language: Language, words: Words | undefined): string => words?.[language] ?? '';
