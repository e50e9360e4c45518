import type { FieldRule } from './field-rule.ts';
import { isLocalDay } from './local-day.ts';
import { isUnitKey } from './unit-key.ts';

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const key = /^[\w.:-]{8,64}$/;
const procedureCode = /^\d\.\d{6}$/;
const unitCode = /^(\d{2}|\d{3}|\d{5})$/;
const siteId = /^[a-z0-9]{2,20}$/;
const sha256 = /^[0-9a-f]{64}$/;

/** Longest text that is looked at for digits: blanks and points between them are the writer's business, within reason. */
const longestDigits = 40;

/** What stands between digits that were copied: blanks, points, brackets, dashes of any kind, marks that nobody sees. */
const between = /[\s.()\p{Pd}\p{Cf}]/gu;

/** Digits of an identity number as they are stored, without what stood between them. */
export const identityDigits = (text: string): string =>
  text.length > longestDigits ? text : text.replace(between, '');

/** Digits of a Vietnamese phone number as they are stored, from 0 on: `+84` and `84` become 0. */
export const phoneDigits = (text: string): string =>
  text.length > longestDigits ? text : text.replace(between, '').replace(/^(\+84|84(?=\d{9,10}$))/, '0');

/** Mobile numbers had eleven digits until 2018; these beginnings took the place of theirs. */
const mobileSince2018: Readonly<Record<string, string>> = {
  '0162': '032',
  '0163': '033',
  '0164': '034',
  '0165': '035',
  '0166': '036',
  '0167': '037',
  '0168': '038',
  '0169': '039',
  '0120': '070',
  '0121': '079',
  '0122': '077',
  '0126': '076',
  '0128': '078',
  '0123': '083',
  '0124': '084',
  '0125': '085',
  '0127': '081',
  '0129': '082',
  '0186': '056',
  '0188': '058',
  '0199': '059',
};

/** The number that replaced an old mobile number; undefined: it is none. */
export function phoneSince2018(text: string): string | undefined {
  const digits = phoneDigits(text);
  const begins = /^\d{11}$/.test(digits) ? mobileSince2018[digits.slice(0, 4)] : undefined;
  return begins && begins + digits.slice(4);
}

interface FieldForm {
  is(text: string): boolean;
  /** What is expected, in English, for integrators. */
  words: string;
}

/** Forms of a text, by the rule that a text of another form breaks. `proto/lienthong/common/v1/rules.proto` gives them to the contracts. */
export const fieldForms = {
  UNIT_KEY: { is: isUnitKey, words: 'a unit key is code@yyyymmdd or code@0, e.g. 20116@0' },
  UNIT_KEY_OR_CODE: {
    is: (text) => isUnitKey(text) || unitCode.test(text),
    words: 'a unit is a key, e.g. 20116@0, or a code of 2, 3 or 5 digits',
  },
  UNIT_KEY_OR_SITE: {
    is: (text) => isUnitKey(text) || siteId.test(text),
    words: 'a unit key is code@validFrom, a site id has lower-case letters and digits',
  },
  LOCAL_DAY: { is: isLocalDay, words: 'a day is YYYY-MM-DD' },
  UUID_V7: { is: (text) => uuidV7.test(text), words: 'a UUID of version 7 is expected' },
  /** Idempotency key of a command. */
  KEY: { is: (text) => key.test(text), words: '8 to 64 letters, digits, or . : _ - are expected' },
  /** Số định danh cá nhân, Luật Căn cước 2023. */
  IDENTITY_NUMBER: {
    is: (text) => /^\d{12}$/.test(identityDigits(text)),
    words: 'an identity number has 12 digits',
  },
  PHONE: {
    is: (text) => /^0([35789]\d{8}|2\d{9})$/.test(phoneDigits(text)),
    words:
      'a Vietnamese mobile number has 10 digits from 03, 05, 07, 08 or 09 on, one of a landline 11 from 02 on; or +84 for the 0',
  },
  /** As the national portal writes it. */
  PROCEDURE_CODE: { is: (text) => procedureCode.test(text), words: 'a procedure code looks like 1.004873' },
  SHA_256: { is: (text) => sha256.test(text), words: 'a SHA-256 is 64 hex digits in lower case' },
} satisfies Partial<Record<FieldRule, FieldForm>>;

export type FormRule = keyof typeof fieldForms;
