import type { WordsJson } from '../gen/lienthong/common/v1/words_pb.ts';
import type { Language } from './translate.ts';

/** What the catalogue calls something, in the language of the screen. */
export const inWords = (language: Language, words: WordsJson | undefined): string => words?.[language] ?? '';
