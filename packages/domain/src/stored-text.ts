import type { FieldRule } from './field-rule.ts';
import { normaliseText } from './vietnamese-text.ts';

const controls = /(?![\t\n\r])\p{Cc}/u;
const lineBreaks = /[\t\n\r\u2028\u2029]/g;
const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
const invisible = /[\p{Cf}\u115F\u1160\u3164\uFFA0]/u;
const notCharacters = /[\p{Cn}\p{Co}\p{Cs}\uFFFD]/u;
const manyMarks = /\p{M}{4}/u;

/** A text as it is stored: NFC, blanks single. Vietnamese typed as NFD and as NFC is one text. */
export const storedText = (value: string): string => normaliseText(value.replace(lineBreaks, ' '));

/** What is wrong with a person's text, in English, by the rule that it breaks; `TOO_LONG` is worded where the limit is known. */
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
 * The rule that a person's text breaks; undefined: none.
 *
 * @param most characters (code points) of what is stored.
 */
export function findTextRule(
  value: string,
  { most, letters = false, required = false }: { most: number; letters?: boolean; required?: boolean },
): TextRule | undefined {
  // NFC never needs more than a few code units for what NFD writes as one letter with its marks.
  if (value.length > most * 8) return 'TOO_LONG';
  if (controls.test(value)) return 'CONTROL_CHARACTER';
  if (bidi.test(value)) return 'BIDI_CONTROL';
  if (invisible.test(value)) return 'INVISIBLE_CHARACTER';
  if (!value.isWellFormed() || notCharacters.test(value)) return 'NOT_TEXT';
  const text = storedText(value);
  if (manyMarks.test(text)) return 'TOO_MANY_MARKS';
  // Only where code units could be fewer characters is it worth counting them.
  if (text.length > most && Array.from(text).length > most) return 'TOO_LONG';
  if (text === '') return required ? 'REQUIRED' : undefined;
  return letters && !/\p{L}/u.test(text) ? 'LETTERS_REQUIRED' : undefined;
}
