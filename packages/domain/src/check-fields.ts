import { fieldForms, type FormRule } from './field-forms.ts';
import type { FieldRule } from './field-rule.ts';
import { refuseField } from './refusal.ts';
import { findTextRule, placeOf, textRules } from './stored-text.ts';

/** At least and at most; absent: no bound. */
export interface Bounds {
  readonly least?: number;
  readonly most?: number;
}

/** What a contract asks of one value. */
export interface ValueRules {
  /** A text of this form. */
  readonly form?: FormRule;
  /** A person's text: `most` characters of what is stored. */
  readonly text?: { readonly most: number; readonly name?: boolean };
  /** Characters of a text, bytes of bytes. */
  readonly longest?: number;
  /** Of a number. */
  readonly range?: Bounds;
  /** A closed list: texts, or what an enum has, as numbers and by the names that JSON writes. */
  readonly known?: readonly (number | string)[];
  readonly message?: MessageRules;
}

/** What a contract asks of one field. */
export interface FieldRules {
  /** As the contract writes it, `identity_number`. */
  readonly name: string;
  /** As a decoded message has it, `identityNumber`. */
  readonly key: string;
  /** The property that holds it where it is one of several: `{ $case, value }`. */
  readonly union?: string;
  readonly required?: boolean;
  /** An empty or zero value is let through whatever the other rules are. */
  readonly optional?: boolean;
  readonly value?: ValueRules;
  /** Items of a list, entries of a map. */
  readonly count?: Bounds;
  readonly distinct?: boolean;
  readonly items?: ValueRules;
  readonly entries?: { readonly keys?: ValueRules; readonly values?: ValueRules };
}

/** What a contract asks of a message; fields of which nothing is asked are left out. */
export interface MessageRules {
  readonly fields: readonly FieldRules[];
  /** Of these fields at most one is given; one has to be where it is required. */
  readonly oneOf?: readonly {
    readonly fields: readonly Pick<FieldRules, 'name' | 'key'>[];
    readonly required: boolean;
  }[];
}

/** The first rule that a message breaks. */
export interface BrokenRule {
  /** Its path as the contract writes it. */
  field: string;
  rule: FieldRule;
  /** What is expected, in English. */
  description: string;
  /** What the rule allows, where it is a matter of how many. */
  bounds?: Bounds;
  /** Which character of a text breaks it, counted from 1. */
  at?: number;
}

/** @throws Refusal `INVALID_FIELD` for the first field that breaks a rule; says nothing of the value. */
export function checkFields(rules: MessageRules, message: unknown): void {
  const broken = findBrokenRule(rules, message);
  if (broken) refuseField(broken.field, broken.rule, broken.description, paramsOf(broken));
}

/** `least`, `most` and `at`, as sentences for people are filled with them. */
export const paramsOf = ({ bounds = {}, at }: Pick<BrokenRule, 'bounds' | 'at'>): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...bounds, ...(at !== undefined && { at }) }).map(([name, bound]) => [
      name,
      String(bound),
    ]),
  );

/** Nothing is made for a message that is right: a path is put together on the way back from the field that is wrong. */
export function findBrokenRule(rules: MessageRules, message: unknown): BrokenRule | undefined {
  const values = message as Readonly<Record<string, unknown>>;
  for (const field of rules.fields) {
    const broken = findInField(field, valueOf(field, values));
    if (broken) return broken;
  }
  for (const { fields, required } of rules.oneOf ?? []) {
    const given = fields.filter(({ key }) => !isZero(values[key]));
    const [first, second] = given;
    if (second) return { field: second.name, rule: 'ONE_OF', description: `${first?.name} is given already` };
    if (!first && required) return brokenAt(fields[0]?.name ?? '', 'REQUIRED', textRules.REQUIRED);
  }
  return undefined;
}

/** The rule that one value of a field breaks, e.g. in a form before it is sent; undefined: none. */
export function findInField(rules: FieldRules, value: unknown): BrokenRule | undefined {
  const { name, required = false, optional = false } = rules;
  if (isZero(value)) {
    if (required) return brokenAt(name, 'REQUIRED', textRules.REQUIRED);
    if (optional || value === undefined) return undefined;
  }
  if (rules.value) return within(name, findInValue(rules.value, value, required));
  if (Array.isArray(value)) return findInList(rules, value);
  return rules.count || rules.entries ? findInMap(rules, value as object) : undefined;
}

function findInList(
  { name, count, distinct, items }: FieldRules,
  list: readonly unknown[],
): BrokenRule | undefined {
  const broken = findInCount(name, count, list.length);
  if (broken) return broken;
  if (distinct && new Set(list).size < list.length)
    return brokenAt(name, 'TWICE', 'one of them stands twice');
  if (items)
    for (let at = 0; at < list.length; at += 1) {
      const inItem = findInValue(items, list[at], false);
      if (inItem) return within(`${name}[${at}]`, inItem);
    }
  return undefined;
}

/** A key is a value too: the path does not show it. */
function findInMap({ name, count, entries }: FieldRules, map: object): BrokenRule | undefined {
  const all = Object.entries(map);
  const broken = findInCount(name, count, all.length);
  if (broken || !entries) return broken;
  for (const [key, value] of all) {
    const inEntry =
      (entries.keys && findInValue(entries.keys, key, false)) ??
      (entries.values && findInValue(entries.values, value, false));
    if (inEntry) return within(name, inEntry);
  }
  return undefined;
}

function findInValue(rules: ValueRules, value: unknown, required: boolean): BrokenRule | undefined {
  const { form, text, longest, range, known, message } = rules;
  if (message) return findBrokenRule(message, value);
  if (form && !fieldForms[form].is(value as string)) return brokenAt('', form, fieldForms[form].words);
  if (text) {
    const rule = findTextRule(value as string, { ...text, required });
    if (rule === 'TOO_LONG') return beyond('', rule, { most: text.most });
    const at = rule && placeOf(value as string, rule);
    if (rule) return { ...brokenAt('', rule, textRules[rule]), ...(at !== undefined && { at }) };
  }
  if (longest !== undefined && lengthOf(value as string | Uint8Array) > longest)
    return beyond('', 'TOO_LONG', { most: longest });
  if (range && !isWithin(value as number, range)) return beyond('', 'RANGE', range);
  if (known && !known.includes(value as number | string))
    return brokenAt('', 'UNKNOWN', 'it is not in the list');
  return undefined;
}

function findInCount(name: string, count: Bounds | undefined, size: number): BrokenRule | undefined {
  if (!count || isWithin(size, count)) return undefined;
  return beyond(name, size < (count.least ?? 0) ? 'REQUIRED' : 'TOO_MANY', count);
}

const lengthOf = (value: string | Uint8Array): number =>
  typeof value === 'string' ? Array.from(value).length : value.length;

const isWithin = (value: number, { least = -Infinity, most = Infinity }: Bounds): boolean =>
  value >= least && value <= most;

function valueOf({ key, union }: FieldRules, message: Readonly<Record<string, unknown>>): unknown {
  if (union === undefined) return message[key];
  const held = message[union] as { $case: string; value: unknown } | undefined;
  return held?.$case === key ? held.value : undefined;
}

const isZero = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  value === 0 ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (value instanceof Uint8Array && value.length === 0);

/** What is wrong further in, with the path from here on. */
const within = (name: string, broken: BrokenRule | undefined): BrokenRule | undefined =>
  broken && { ...broken, field: [name, broken.field].filter((part) => part !== '').join('.') };

const brokenAt = (field: string, rule: FieldRule, description: string): BrokenRule => ({
  field,
  rule,
  description,
});

function beyond(field: string, rule: FieldRule, bounds: Bounds): BrokenRule {
  const { least, most } = bounds;
  const words = [least === undefined ? '' : `at least ${least}`, most === undefined ? '' : `at most ${most}`];
  return { field, rule, description: words.filter((one) => one !== '').join(', '), bounds };
}
