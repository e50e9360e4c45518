import {
  type DescField,
  type DescMessage,
  getExtension,
  hasExtension,
  type Message,
} from '@bufbuild/protobuf';
import { isReflectList, isReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import {
  type Bounds,
  type FieldRules,
  fieldForms,
  type FormRule,
  type MessageRules,
} from '@lienthong/domain';
import type { ValueRules } from '@lienthong/domain';
import { contractRegistry, findMethod } from './descriptors.ts';

/** What the contract asks of the requests of a method, by its path; undefined: nothing. */
export function requestRulesOf(path: string): MessageRules | undefined {
  const method = findMethod(path);
  return method && rulesOf(method.input);
}

const known = new Map<string, MessageRules | undefined>();
const reading = new Set<string>();

/**
 * What the options `buf.validate` of a message ask of it and of what it holds; undefined: nothing.
 *
 * @throws Error for a rule that nothing here checks: one that is written down has to hold. Also for a message that holds itself.
 */
export function rulesOf(desc: DescMessage): MessageRules | undefined {
  const { typeName } = desc;
  if (!known.has(typeName)) {
    if (reading.has(typeName)) throw new Error(`${typeName} holds itself: nothing checks rules at any depth`);
    reading.add(typeName);
    try {
      known.set(typeName, readMessage(desc));
    } finally {
      reading.delete(typeName);
    }
  }
  return known.get(typeName);
}

function readMessage(desc: DescMessage): MessageRules | undefined {
  const unions = desc.oneofs.flatMap(({ name, localName, proto }): FieldRules[] => {
    const { required, ...rest } = read(proto.options, 'oneof', `${desc.typeName}.${name}`);
    refuseRest(`${desc.typeName}.${name}`, rest);
    return required ? [{ name, key: localName, required: true }] : [];
  });
  const fields = desc.fields.flatMap((field) => readField(field) ?? []);
  const { oneof = [], ...rest } = read(desc.proto.options, 'message', desc.typeName);
  refuseRest(desc.typeName, rest);
  const oneOf = (oneof as Rules[]).map(({ fields: names = [], required = false }) => ({
    fields: (names as string[]).map((name) => namesOf(desc.fields.find((field) => field.name === name))),
    required: required === true,
  }));
  if (fields.length + unions.length + oneOf.length === 0) return undefined;
  return { fields: [...unions, ...fields], ...(oneOf.length > 0 && { oneOf }) };
}

function readField(field: DescField): FieldRules | undefined {
  const place = String(field);
  const { required, ignore, ...types } = read(field.proto.options, 'field', place);
  const isOptional = ignore === ignoreIfZero;
  if (ignore !== undefined && !isOptional) refuseRest(place, { ignore });
  const value = readValues(field, types, place);
  const isAsked = required === true || Object.keys(value).length > 0;
  if (!isAsked) return undefined;
  const isMany = field.fieldKind === 'list' || field.fieldKind === 'map';
  return {
    ...namesOf(field),
    ...(field.oneof && { union: field.oneof.localName }),
    ...(required === true && !isMany && { required }),
    ...(isOptional && { optional: true }),
    ...value,
    ...(required === true && isMany && { count: { ...value.count, least: 1 } }),
  };
}

/** `IGNORE_IF_ZERO_VALUE` */
const ignoreIfZero = 1;

type Rules = Readonly<Record<string, unknown>>;
type OfField = Pick<FieldRules, 'value' | 'count' | 'distinct' | 'items' | 'entries'>;

function readValues(field: DescField, types: Rules, place: string): OfField {
  switch (field.fieldKind) {
    case 'list': {
      const { repeated = {}, ...rest } = types as Record<string, Rules>;
      refuseRest(place, rest);
      const { min_items, max_items, unique, items, ...others } = repeated;
      refuseRest(place, others);
      // Two messages are never the same object.
      if (unique === true && field.listKind === 'message') refuseRest(place, { unique });
      return {
        ...bounds('count', min_items, max_items),
        ...(unique === true && { distinct: true }),
        ...asked('items', readValue(field, (items ?? {}) as Rules, place)),
      };
    }
    case 'map': {
      const { map = {}, ...rest } = types as Record<string, Rules>;
      refuseRest(place, rest);
      const { min_pairs, max_pairs, keys, values, ...others } = map;
      refuseRest(place, others);
      const entries = {
        ...asked('keys', readScalar((keys ?? {}) as Rules, place)),
        ...asked('values', readValue(field, (values ?? {}) as Rules, place)),
      };
      return { ...bounds('count', min_pairs, max_pairs), ...asked('entries', entries) };
    }
    case 'message':
    case 'enum':
    case 'scalar':
      return asked('value', readValue(field, types, place));
    default:
      return field satisfies never;
  }
}

/** Of a field's value, or of one of its items. */
function readValue(field: DescField, types: Rules, place: string): ValueRules {
  if (field.message) {
    refuseRest(place, types);
    const message = rulesOf(field.message);
    return message ? { message } : {};
  }
  if (!field.enum) return readScalar(types, place);
  const { enum: ofEnum = {}, ...rest } = types as Record<string, Rules>;
  refuseRest(place, rest);
  const { defined_only, ...others } = ofEnum;
  refuseRest(place, others);
  return defined_only === true
    ? { known: field.enum.values.flatMap(({ number, name }) => [number, name]) }
    : {};
}

function readScalar(types: Rules, place: string): ValueRules {
  // Of an item `required` and `ignore` stand beside the rules of its type.
  for (const [name, rule] of Object.entries(types))
    if (typeof rule !== 'object') refuseRest(place, { [name]: rule });
  const [[kind, rules] = ['', {}], more] = Object.entries(types) as [string, Rules][];
  if (more) refuseRest(place, { [more[0]]: more[1] });
  const { max_len, gte, lte, in: among, ...others } = rules as Record<string, unknown>;
  const { text, name, ...forms } = predefined(others);
  const [form, another] = Object.keys(forms).map((name) => name.toUpperCase());
  if (another !== undefined || (form !== undefined && !(form in fieldForms)) || (name && !text))
    refuseRest(place, { [kind]: others });
  return {
    ...(form !== undefined && { form: form as FormRule }),
    ...(text !== undefined && { text: { most: Number(text), ...(name === true && { name }) } }),
    ...(max_len !== undefined && { longest: Number(max_len) }),
    ...bounds('range', gte, lte),
    ...(among !== undefined && { known: among as (number | string)[] }),
  };
}

/** By the short name of the extension: `lienthong.common.v1.text` is `text`. */
function predefined(rules: Rules): Rules {
  const own = 'lienthong.common.v1.';
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [
      name.startsWith(own) ? name.slice(own.length) : `${name}!`,
      rule,
    ]),
  );
}

const bounds = <Name extends string>(
  name: Name,
  least: unknown,
  most: unknown,
): Partial<Record<Name, Bounds>> =>
  asked(name, {
    ...(least !== undefined && { least: Number(least) }),
    ...(most !== undefined && { most: Number(most) }),
  });

const asked = <Name extends string, T extends object>(name: Name, rules: T): Partial<Record<Name, T>> =>
  Object.keys(rules).length === 0 ? {} : ({ [name]: rules } as Record<Name, T>);

const namesOf = (field: DescField | undefined): Pick<FieldRules, 'name' | 'key'> => {
  if (!field) throw new Error('a rule names a field that the message does not have');
  return { name: field.name, key: field.localName };
};

function refuseRest(place: string, rest: Rules): void {
  const [rule] = Object.keys(rest);
  if (rule !== undefined) throw new Error(`${place}: nothing checks the rule ${rule}`);
}

/** The option `buf.validate.<name>` as plain data, only what is written there, by the names of the contract. */
function read(options: Message | undefined, name: string, place: string): Rules {
  const extension = contractRegistry().getExtension(`buf.validate.${name}`);
  if (!options || !extension || !hasExtension(options, extension)) return {};
  return plain(getExtension(options, extension) as Message, place);
}

function plain(message: Message, place: string): Rules {
  const desc = contractRegistry().getMessage(message.$typeName);
  if (!desc) throw new Error(`${place}: ${message.$typeName} is unknown`);
  const reflected = reflect(desc, message);
  const rules: Record<string, unknown> = {};
  for (const field of desc.fields)
    if (reflected.isSet(field)) rules[field.name] = plainValue(reflected.get(field), place);
  for (const { no } of message.$unknown ?? []) {
    const extension = contractRegistry().getExtensionFor(desc, no);
    if (!extension) throw new Error(`${place}: nothing checks the rule with number ${no}`);
    rules[extension.typeName] = getExtension(message, extension);
  }
  return rules;
}

const plainValue = (value: unknown, place: string): unknown =>
  isReflectMessage(value)
    ? plain(value.message, place)
    : isReflectList(value)
      ? [...value].map((one) => plainValue(one, place))
      : value;
