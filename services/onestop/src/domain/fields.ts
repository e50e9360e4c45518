import { normaliseText, refuseField } from '@lienthong/domain';

/** What a text field has to keep. `field` is its path in the request, as the proto writes it. */
export interface TextRule {
  /** Characters (code points) after normalising. */
  max: number;
  required?: boolean;
  /** A name has letters. */
  letters?: boolean;
}

const controls = /(?![\t\n\r])\p{Cc}/u;
const lineBreaks = /[\t\n\r\u2028\u2029]/g;
const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
const invisible = /[\p{Cf}\u115F\u1160\u3164\uFFA0]/u;
const notCharacters = /[\p{Cn}\p{Co}\p{Cs}\uFFFD]/u;
const manyMarks = /\p{M}{4}/u;

/**
 * A text as it is stored: NFC, blanks single. Vietnamese typed as NFD and as NFC is one text.
 * @throws Refusal `INVALID_FIELD` with rule `REQUIRED`, `TOO_LONG`, `CONTROL_CHARACTER`, `BIDI_CONTROL`, `INVISIBLE_CHARACTER`,
 *   `NOT_TEXT`, `TOO_MANY_MARKS` or `LETTERS_REQUIRED`.
 */
export function textField(field: string, value: string, rule: TextRule): string {
  // NFC never needs more than a few code units for what NFD writes as one letter with its marks.
  if (value.length > rule.max * 8) refuseField(field, 'TOO_LONG', `at most ${rule.max} characters`);
  if (controls.test(value)) refuseField(field, 'CONTROL_CHARACTER', 'control characters are not allowed');
  if (bidi.test(value))
    refuseField(field, 'BIDI_CONTROL', 'marks that turn the writing direction are not allowed');
  if (invisible.test(value))
    refuseField(field, 'INVISIBLE_CHARACTER', 'invisible characters are not allowed');
  if (!value.isWellFormed() || notCharacters.test(value))
    refuseField(field, 'NOT_TEXT', 'the text holds something that is no character');
  const text = normaliseText(value.replace(lineBreaks, ' '));
  if (manyMarks.test(text)) refuseField(field, 'TOO_MANY_MARKS', 'too many marks on one letter');
  if (Array.from(text).length > rule.max) refuseField(field, 'TOO_LONG', `at most ${rule.max} characters`);
  if (text === '' && rule.required) refuseField(field, 'REQUIRED', 'must not be empty');
  if (text !== '' && rule.letters && !/\p{L}/u.test(text))
    refuseField(field, 'LETTERS_REQUIRED', 'must hold letters');
  return text;
}

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** @throws Refusal `INVALID_FIELD` with rule `REQUIRED` or `UUID_V7`. */
export function idField(field: string, value: string): string {
  if (value === '') refuseField(field, 'REQUIRED', 'must not be empty');
  const id = value.length === 36 ? value.toLowerCase() : '';
  if (!uuidV7.test(id)) refuseField(field, 'UUID_V7', 'a UUID of version 7 is expected');
  return id;
}

/** @throws Refusal `INVALID_FIELD` with rule `REQUIRED` or `KEY`. */
export function keyField(field: string, value: string): string {
  if (value === '') refuseField(field, 'REQUIRED', 'must not be empty');
  if (!/^[\w.:-]{8,64}$/.test(value))
    refuseField(field, 'KEY', '8 to 64 letters, digits, or . : _ - are expected');
  return value;
}

/** 12 digits (số định danh cá nhân, Luật Căn cước 2023), or empty. */
export function identityNumberField(field: string, value: string): string {
  const digits = value.length > 40 ? value : value.replace(/[\s.]/g, '');
  if (digits !== '' && !/^\d{12}$/.test(digits))
    refuseField(field, 'IDENTITY_NUMBER', 'an identity number has 12 digits');
  return digits;
}

/** A Vietnamese phone number from 0 on, or empty; `+84` and `84` become 0. */
export function phoneField(field: string, value: string): string {
  const digits =
    value.length > 40 ? value : value.replace(/[\s.()-]/g, '').replace(/^(\+84|84(?=\d{9,10}$))/, '0');
  if (digits !== '' && !/^0[1-9]\d{8,9}$/.test(digits))
    refuseField(field, 'PHONE', 'a Vietnamese phone number has 10 or 11 digits and begins with 0 or +84');
  return digits;
}

/** The version that the caller saw, from 1. */
export function versionField(field: string, value: number): number {
  if (!Number.isInteger(value) || value < 1)
    refuseField(field, 'REQUIRED', 'the version that was seen, from 1');
  return value;
}

/** One of a closed list. */
export function oneOf<T extends string>(field: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (value === '') refuseField(field, 'REQUIRED', 'must not be empty');
  if (found === undefined) refuseField(field, 'UNKNOWN', `one of ${allowed.join(', ')} is expected`);
  return found;
}

/** A procedure code as the national portal writes it, `1.004873`. */
export function procedureCodeField(field: string, value: string, required = true): string {
  if (value === '' && required) refuseField(field, 'REQUIRED', 'must not be empty');
  if (value !== '' && !/^\d\.\d{6}$/.test(value))
    refuseField(field, 'PROCEDURE_CODE', 'a procedure code looks like 1.004873');
  return value;
}
