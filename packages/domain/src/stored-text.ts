import type { FieldRule } from './field-rule.ts';
import { normaliseText } from './vietnamese-text.ts';

const controls = /(?![\t\n\r])\p{Cc}/u;
const lineBreaks = /[\t\n\r\u2028\u2029]/g;
const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
const invisible = /[\p{Cf}\u115F\u1160\u3164\uFFA0]/u;
const notCharacters = /[\p{Cn}\p{Co}\p{Cs}\uFFFD]/u;
const manyMarks = /\p{M}{4}/u;

/** A text as it is stored: in NFC, with single blanks. Vietnamese typed as NFD and as NFC becomes the same text. */
export const storedText = (value: string): string => normaliseText(value.replace(lineBreaks, ' '));

/** By each rule, what is wrong with a person's text that breaks it, in English. Whoever knows the limit words `TOO_LONG` with it. */
export const textRules = {
  REQUIRED: 'must not be empty',
  TOO_LONG: 'too long',
  CONTROL_CHARACTER: 'control characters are not allowed',
  BIDI_CONTROL: 'marks that turn the writing direction are not allowed',
  INVISIBLE_CHARACTER: 'invisible characters are not allowed',
  NOT_TEXT: 'the text holds something that is no character',
  TOO_MANY_MARKS: 'too many marks on one letter',
  LETTERS_REQUIRED: 'must hold letters',
} satisfies Partial<Record<FieldRule, string>>;

export type TextRule = keyof typeof textRules;

/**
 * @param most characters (code points) that the stored text may have.
 * @returns the rule that a person's text breaks; undefined: none.
 */
export function findTextRule(
  value: string,
  { most, letters = false, required = false }: { most: number; letters?: boolean; required?: boolean },
): TextRule | undefined {
  // A far too long text is refused before the costly checks. The factor leaves room for NFD, which writes a letter in several code units.
  if (value.length > most * 8) return 'TOO_LONG';
  if (controls.test(value)) return 'CONTROL_CHARACTER';
  if (bidi.test(value)) return 'BIDI_CONTROL';
  if (invisible.test(value)) return 'INVISIBLE_CHARACTER';
  if (!value.isWellFormed() || notCharacters.test(value)) return 'NOT_TEXT';
  const text = storedText(value);
  if (manyMarks.test(text)) return 'TOO_MANY_MARKS';
  // A text never has more characters than code units, so characters are counted only when the code units exceed the limit.
  if (text.length > most && Array.from(text).length > most) return 'TOO_LONG';
  if (text === '') return required ? 'REQUIRED' : undefined;
  return letters && !/\p{L}/u.test(text) ? 'LETTERS_REQUIRED' : undefined;
}
