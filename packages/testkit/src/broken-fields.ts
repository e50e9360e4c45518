import { requestRulesOf } from '@lienthong/contracts/field-rules';
import type { FieldRule, FieldRules, FormRule, MessageRules, ValueRules } from '@lienthong/domain';

/** A field of a request, by its path as the contract writes it, and a value that breaks one of its rules. */
export interface BrokenField {
  field: string;
  value: unknown;
  rule: FieldRule;
}

const far = '0'.repeat(100_000);

/** Texts of another form, by the rule that they break. */
const misshapen: Readonly<Record<FormRule, readonly string[]>> = {
  UNIT_KEY: ['20116', '20116@', '20116@2025', 'Xã Vinh Hưng', far],
  UNIT_KEY_OR_CODE: ['2', '20116@', 'Huế', far],
  UNIT_KEY_OR_SITE: ['20116@', 'S20116', 's-20116', far],
  LOCAL_DAY: ['2025-6-1', '2025-02-30', '01/06/2025', far],
  UUID_V7: ['not-an-id', '550e8400-e29b-41d4-a716-446655440000', '{"$ne":""}', far],
  KEY: ['short', 'k'.repeat(65), 'khóa-của-tôi-1', far],
  IDENTITY_NUMBER: ['12345678901', '1234567890123', '04619000012a', '٠٤٦١٩٠٠٠٠١٢٣', far],
  PHONE: ['123', '+1 202 555 0123', '0000000000', '09120003467', '01682000346', '0212345678', far],
  PROCEDURE_CODE: ['khai sinh', '1-004873', '{"$gt":""}', far],
  SHA_256: ['abc', 'G'.repeat(64), 'A'.repeat(64), far],
};

/** What nobody types and somebody sends. */
const hostile: readonly (readonly [string, FieldRule])[] = [
  ['Nguyễn\u0000Văn', 'CONTROL_CHARACTER'],
  ['Nguyễn\u001bVăn', 'CONTROL_CHARACTER'],
  ['Nguyễn \u202eVăn', 'BIDI_CONTROL'],
  ['\u2066Nguyễn\u2069', 'BIDI_CONTROL'],
  ['Nguyễn\u2061Văn', 'INVISIBLE_CHARACTER'],
  ['\u3164Nguyễn', 'INVISIBLE_CHARACTER'],
  ['Nguyễn \ue000', 'NOT_TEXT'],
  ['Nguyễn \ufffd', 'NOT_TEXT'],
  ['Nguyễn \uffff', 'NOT_TEXT'],
  [`N${'\u0301\u0302\u0303\u0304\u0305'}`, 'TOO_MANY_MARKS'],
  ['n'.repeat(200_000), 'TOO_LONG'],
];

/** What is no name on an official paper. */
const misnamed: readonly (readonly [string, FieldRule])[] = [
  ['12345', 'LETTERS_REQUIRED'],
  ['Nguyễn Văn A 😀', 'NAME_CHARACTER'],
  ['046085001234||Nguyễn Văn Quét', 'NAME_CHARACTER'],
  ['<b>Nguyễn</b>', 'NAME_CHARACTER'],
];

type Request = Readonly<Record<string, unknown>>;

/**
 * Every rule that the contract writes down for the requests of a method, broken in each field and in every way that is known.
 *
 * @param right a request that breaks none, with every field that is required.
 */
export const brokenFieldsOf = (path: string, right: Request): BrokenField[] =>
  ofMessage(requestRulesOf(path), right, '');

const ofMessage = (rules: MessageRules | undefined, right: Request, within: string): BrokenField[] =>
  (rules?.fields ?? []).flatMap((field) => ofField(field, right[field.key], within));

function ofField(
  { name, required = false, value = {} }: FieldRules,
  right: unknown,
  within: string,
): BrokenField[] {
  const field = `${within}${name}`;
  const broken = [...brokenValues(value, required, right)].map(([wrong, rule]) => ({
    field,
    value: wrong,
    rule,
  }));
  return [...broken, ...ofMessage(value.message, (right ?? {}) as Request, `${field}.`)];
}

function* brokenValues(
  { form, text, longest, range, known }: ValueRules,
  required: boolean,
  right: unknown,
): Iterable<readonly [unknown, FieldRule]> {
  if (required) yield [emptyOf(right), 'REQUIRED'];
  if (form) for (const wrong of misshapen[form]) yield [wrong, form];
  if (text) {
    if (required) yield [' \t\n ', 'REQUIRED'];
    if (text.name) yield* misnamed;
    yield ['ễ'.repeat(text.most + 1), 'TOO_LONG'];
    yield* hostile;
  }
  if (longest !== undefined) yield ['x'.repeat(longest + 1), 'TOO_LONG'];
  if (range?.most !== undefined) for (const wrong of [range.most + 1, 4_294_967_295]) yield [wrong, 'RANGE'];
  if (known) for (const wrong of [99, -7]) yield [wrong, 'UNKNOWN'];
}

/** What the field of a message holds that nobody filled in. */
function emptyOf(right: unknown): unknown {
  switch (typeof right) {
    case 'string':
      return '';
    case 'number':
      return 0;
    default:
      return undefined;
  }
}

const keyOf = (name: string): string =>
  name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());

/** The request with another value in the field of a path. */
export function withField(request: Request, path: string, value: unknown): Request {
  const [name = '', ...rest] = path.split('.');
  const key = keyOf(name);
  if (rest.length === 0) return { ...request, [key]: value };
  return { ...request, [key]: withField((request[key] ?? {}) as Request, rest.join('.'), value) };
}
