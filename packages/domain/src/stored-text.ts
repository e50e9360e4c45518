import type { FieldRule } from './field-rule.ts';
import { normaliseText } from './vietnamese-text.ts';

const controls = /(?![\t\n\r])\p{Cc}/u;
const blanks = /[\t\n\r\u2028\u2029]/g;
const lineBreaks = /\r\n?|[\u2028\u2029]/g;
const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
/** Of no width and no meaning in a Vietnamese text, and pasted with it: soft hyphen, zero-width blank and joiners, byte order mark. */
const harmless = /[\u00AD\u200B-\u200D\u2060\uFEFF]/g;
const invisible = /[\p{Cf}\u115F\u1160\u3164\uFFA0]/u;
const notCharacters = /[\p{Cn}\p{Co}\p{Cs}\uFFFD]/u;
const manyMarks = /\p{M}{4}/u;
/** People have letters, blanks, apostrophes, hyphens and points; legal names of companies also digits and a few marks. */
const notOfName = /[^\p{L}\p{M}\p{Nd}\s'’‘ʼ.\-–,&()/"“”+]/u;
const notOfPerson = /[^\p{L}\p{M}\s'’‘ʼ.-]/u;

/** Other alphabets' letters that look like Đ; a fault of keyboards and conversions, and nobody finds the name. */
const asDinh = { Ð: 'Đ', Ɖ: 'Đ', ð: 'đ', ɖ: 'đ' } as const;

const repaired = (value: string): string =>
  value.replace(harmless, '').replace(/[ÐƉðɖ]/g, (letter) => asDinh[letter as keyof typeof asDinh]);

/** A text as it is stored: in NFC, with single blanks. Vietnamese typed as NFD and as NFC becomes the same text. */
export const storedText = (value: string): string => normaliseText(repaired(value).replace(blanks, ' '));

/** A text of several lines as it is stored: each as a text, at most one of them empty in a row. */
export const storedLines = (value: string): string =>
  repaired(value)
    .replace(lineBreaks, '\n')
    .split('\n')
    .map(normaliseText)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** Whether a name can be a person's: it has no digits and no marks but apostrophes, hyphens and points. */
export const isPersonName = (name: string): boolean => !notOfPerson.test(name);

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
  NAME_CHARACTER: 'a name has letters, blanks and few marks',
} satisfies Partial<Record<FieldRule, string>>;

export type TextRule = keyof typeof textRules;

/** Which characters break which rule. */
const refused: Partial<Record<TextRule, RegExp>> = {
  CONTROL_CHARACTER: controls,
  BIDI_CONTROL: bidi,
  INVISIBLE_CHARACTER: invisible,
  NOT_TEXT: notCharacters,
  NAME_CHARACTER: notOfName,
};

/** Which character of a text breaks the rule, counted from 1; undefined: it is no matter of one character. */
export function placeOf(value: string, rule: TextRule): number | undefined {
  const text = value.replace(harmless, '');
  const at = refused[rule] ? text.search(refused[rule]) : -1;
  return at < 0 ? undefined : Array.from(text.slice(0, at)).length + 1;
}

/**
 * @param most characters (code points) that the stored text may have.
 * @returns the rule that a person's text breaks; undefined: none.
 */
export function findTextRule(
  value: string,
  { most, name = false, required = false }: { most: number; name?: boolean; required?: boolean },
): TextRule | undefined {
  // A far too long text is refused before the costly checks. The factor leaves room for NFD, which writes a letter in several code units.
  if (value.length > most * 8) return 'TOO_LONG';
  if (controls.test(value)) return 'CONTROL_CHARACTER';
  if (bidi.test(value)) return 'BIDI_CONTROL';
  if (invisible.test(value.replace(harmless, ''))) return 'INVISIBLE_CHARACTER';
  if (notCharacters.test(value)) return 'NOT_TEXT';
  const text = storedText(value);
  if (manyMarks.test(text)) return 'TOO_MANY_MARKS';
  // Lines are kept where a text has several: they are longer than one line of it. A text never has more characters than code units.
  const lines = storedLines(value);
  if (lines.length > most && Array.from(lines).length > most) return 'TOO_LONG';
  if (text === '') return required ? 'REQUIRED' : undefined;
  if (!name) return undefined;
  if (!/\p{L}/u.test(text)) return 'LETTERS_REQUIRED';
  return notOfName.test(text) ? 'NAME_CHARACTER' : undefined;
}
