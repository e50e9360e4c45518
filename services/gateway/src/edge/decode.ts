import {
  type DescField,
  type DescMessage,
  fromJson,
  fromJsonString,
  type JsonObject,
  type JsonValue,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import { contractRegistry } from '@lienthong/contracts/descriptors';
import { type FieldRule, refuseField } from '@lienthong/domain';
import { findTextProblem } from '../domain/hostile-text.ts';
import { edgeRefusal } from '../refuse.ts';

const maxDepth = 32;

/**
 * Turns proto3 JSON into the bytes of a message. It checks shape, not meaning: unknown keys and enum names, wrong types, text that
 * is not honest Unicode, a key that stands twice.
 *
 * @throws Refusal `INVALID_FIELD` with the field's path in the contract's names (`applicant.identity_number`, as the services name it), or `MALFORMED_JSON`; never echoes a value.
 */
export function decodeJson(desc: DescMessage, text: string): Buffer {
  const json = parse(text);
  if (!isObject(json)) throw edgeRefusal('MALFORMED_JSON', { message: 'the body must be a JSON object' });
  inspectMessage(desc, json, '', 0, false);
  try {
    return Buffer.from(toBinary(desc, fromJsonString(desc, text, { registry: contractRegistry() })));
  } catch (cause) {
    inspectMessage(desc, json, '', 0, true);
    // Every field is right by itself: what is left is a key that stands twice, which JSON.parse does not see.
    throw edgeRefusal('MALFORMED_JSON', { message: 'a key stands twice in an object', cause });
  }
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    const [position] = /(?<=position )\d+/.exec(error instanceof Error ? error.message : '') ?? [];
    throw edgeRefusal('MALFORMED_JSON', {
      message: `the body is not valid JSON${position === undefined ? '' : `, from character ${position}`}`,
    });
  }
}

/**
 * Walks a message's JSON along its descriptor and refuses the first wrong field. With `probe` every scalar is also decoded by itself:
 * what finds the field that the decoder disliked.
 */
function inspectMessage(
  desc: DescMessage,
  json: JsonObject,
  path: string,
  depth: number,
  probe: boolean,
): void {
  if (depth > maxDepth) refuseField(path, 'TOO_DEEP', 'the message is nested too deeply');
  for (const [key, value] of Object.entries(json)) {
    const field = desc.fields.find(({ jsonName, name }) => jsonName === key || name === key);
    const name = field?.name ?? shown(key);
    const at = path === '' ? name : `${path}.${name}`;
    if (!field) return refuseField(at, 'UNKNOWN_FIELD', 'the message has no such field');
    if (value !== null && value !== undefined) inspectField(field, value, at, depth, probe);
  }
}

function inspectField(field: DescField, value: JsonValue, at: string, depth: number, probe: boolean): void {
  switch (field.fieldKind) {
    case 'list': {
      if (!Array.isArray(value)) return refuseField(at, 'LIST', 'a list is expected');
      value.forEach((item, index) => inspectItem(field, item, `${at}[${index}]`, depth, probe));
      return;
    }
    case 'map': {
      if (!isObject(value)) return refuseField(at, 'MAP', 'an object of keys and values is expected');
      for (const [key, item] of Object.entries(value)) {
        inspectText(key, at);
        inspectItem(field, item, `${at}.${shown(key)}`, depth, probe);
      }
      return;
    }
    case 'message':
    case 'scalar':
    case 'enum':
      return inspectItem(field, value, at, depth, probe);
    default:
      return field satisfies never;
  }
}

/** A value of a field, or one item of a list or map. */
function inspectItem(field: DescField, value: JsonValue, at: string, depth: number, probe: boolean): void {
  if (field.message && !isWellKnown(field.message)) {
    if (!isObject(value)) return refuseField(at, 'OBJECT', 'an object is expected');
    return inspectMessage(field.message, value, at, depth + 1, probe);
  }
  if (typeof value === 'string') inspectText(value, at);
  if (field.enum) {
    const known = field.enum.values.some(({ name, number }) => name === value || number === value);
    if (!known) refuseField(at, 'UNKNOWN', `one of ${field.enum.values.map(({ name }) => name).join(', ')}`);
    return;
  }
  if (probe && !decodesAlone(field, value)) {
    const { rule, description } = expectationOf(field);
    refuseField(at, rule, description);
  }
}

function inspectText(text: string, at: string): void {
  const problem = findTextProblem(text);
  if (problem) refuseField(at, problem.rule, problem.description);
}

function decodesAlone(field: DescField, value: JsonValue): boolean {
  const wrapped = field.fieldKind === 'list' ? [value] : field.fieldKind === 'map' ? { 1: value } : value;
  try {
    fromJson(field.parent, { [field.jsonName]: wrapped }, { registry: contractRegistry() });
    return true;
  } catch {
    return false;
  }
}

const integers = new Set([
  ScalarType.INT32,
  ScalarType.INT64,
  ScalarType.UINT32,
  ScalarType.UINT64,
  ScalarType.SINT32,
  ScalarType.SINT64,
  ScalarType.FIXED32,
  ScalarType.FIXED64,
  ScalarType.SFIXED32,
  ScalarType.SFIXED64,
]);

function expectationOf(field: DescField): { rule: FieldRule; description: string } {
  if (field.message?.typeName === 'google.protobuf.Timestamp')
    return { rule: 'TIMESTAMP', description: 'an instant as 2025-06-30T01:00:00Z is expected' };
  if (field.message) return { rule: 'OBJECT', description: `a ${field.message.name} is expected` };
  if (field.scalar === ScalarType.STRING) return { rule: 'TEXT', description: 'text is expected' };
  if (field.scalar === ScalarType.BOOL) return { rule: 'BOOLEAN', description: 'true or false is expected' };
  if (field.scalar === ScalarType.BYTES) return { rule: 'BASE64', description: 'base64 is expected' };
  if (field.scalar !== undefined && integers.has(field.scalar))
    return { rule: 'INTEGER', description: 'a whole number of the right size is expected' };
  return { rule: 'NUMBER', description: 'a number is expected' };
}

function isWellKnown(desc: DescMessage): boolean {
  return desc.typeName.startsWith('google.protobuf.');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key as it may stand in an error: somebody else's text is neither long nor strange there. */
function shown(key: string): string {
  return /^[\w@.:-]{1,64}$/.test(key) ? key : '(a key that is not shown)';
}
