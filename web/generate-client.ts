import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescMethod,
  ScalarType,
} from '@bufbuild/protobuf';
import { audiencesOf, contractRegistry } from '@lienthong/contracts/descriptors';
import { requestRulesOf } from '@lienthong/contracts/field-rules';

// `node generate-client.ts <folder>`. Of what the browser may call: paths, types and kinds of fields, and what the
// contracts ask of requests. The libraries that read contracts are far larger than what is used of them.

const folder = process.argv[2] ?? '';
const made = '// Made from the contracts by generate-client.ts.';

const methods = [...contractRegistry()].flatMap((service) =>
  service.kind === 'service'
    ? service.methods.filter(({ name }) => audiencesOf(`/${service.typeName}/${name}`).includes('browser'))
    : [],
);

const scalars: Partial<Record<ScalarType, { kind: string; type: string }>> = {
  [ScalarType.STRING]: { kind: 'string', type: 'string' },
  [ScalarType.BOOL]: { kind: 'bool', type: 'boolean' },
  [ScalarType.BYTES]: { kind: 'bytes', type: 'Uint8Array' },
};
for (const one of [
  ScalarType.INT64,
  ScalarType.UINT64,
  ScalarType.SINT64,
  ScalarType.FIXED64,
  ScalarType.SFIXED64,
])
  scalars[one] = { kind: 'int64', type: 'number' };
for (const one of [
  ScalarType.INT32,
  ScalarType.UINT32,
  ScalarType.SINT32,
  ScalarType.FIXED32,
  ScalarType.SFIXED32,
])
  scalars[one] = { kind: 'int32', type: 'number' };

/** `lienthong.onestop.v1.Dossier`: `onestop`. */
const packageOf = ({ typeName }: { typeName: string }): string => typeName.split('.')[1] ?? '';
/** Within its package: `ChangedSites_OpenStock`. */
const nameOf = ({ typeName }: { typeName: string }): string => typeName.split('.').slice(3).join('_');
const first = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const fileOf = (name: string): string =>
  name
    .replaceAll('_', '-')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();

/** A file each, so that what a screen alone needs comes with that screen. By path, `onestop/dossier`. */
const parts = new Map<string, { text: string; imports: Set<string> }>();

/** @param make gets the path of the part and writes it; once */
function say(of: { typeName: string }, name: string, make: (path: string) => string): void {
  const path = `${packageOf(of)}/${fileOf(name)}`;
  if (parts.has(path)) return;
  parts.set(path, { text: '', imports: new Set() });
  const text = make(path);
  Object.assign(parts.get(path) ?? {}, { text });
}

/** What a message or an enum is called, as a type and as a kind, in the part that rests on it. */
function from(path: string, of: DescMessage | DescEnum): { type: string; kind: string } {
  const type = nameOf(of);
  const kind = first(type);
  const file = `../${packageOf(of)}/${fileOf(type)}.ts`;
  parts.get(path)?.imports.add(`import { type ${type}, ${kind} } from '${file}';`);
  return { type, kind };
}

function sayEnum(one: DescEnum): void {
  const names = one.values.map(({ name }) => `'${name}'`);
  say(one, nameOf(one), () =>
    [
      `export type ${nameOf(one)} = ${names.join(' | ')};`,
      `export const ${first(nameOf(one))} = { zero: ${names[0]} };`,
    ].join('\n'),
  );
}

/** What a value is in the browser, and its kind. */
function valueOf(path: string, field: DescField): { type: string; kind: string } {
  if (field.enum) {
    sayEnum(field.enum);
    return from(path, field.enum);
  }
  const { message } = field;
  if (message?.typeName === 'google.protobuf.Timestamp') return { type: 'string', kind: `'time'` };
  if (message) {
    if (!message.typeName.startsWith('lienthong.'))
      throw new Error(`${field.name}: no kind for ${message.typeName}`);
    sayMessage(message);
    return from(path, message);
  }
  const scalar = field.scalar === undefined ? undefined : scalars[field.scalar];
  if (!scalar) throw new Error(`${field.parent.typeName}.${field.name}: no kind for it`);
  return { type: scalar.type, kind: `'${scalar.kind}'` };
}

function memberOf(path: string, field: DescField): { type: string; kind: string } {
  const { type, kind } = valueOf(path, field);
  const name = field.jsonName;
  if (field.fieldKind === 'list') return { type: `${name}: ${type}[];`, kind: `${name}: { list: ${kind} },` };
  if (field.fieldKind === 'map')
    return { type: `${name}: Record<string, ${type}>;`, kind: `${name}: { map: ${kind} },` };
  if (field.fieldKind === 'message') return { type: `${name}?: ${type};`, kind: `${name}: ${kind},` };
  // A member of a oneof has presence, as what is optional.
  return field.oneof || field.proto.proto3Optional
    ? { type: `${name}?: ${type};`, kind: `${name}: { maybe: ${kind} },` }
    : { type: `${name}: ${type};`, kind: `${name}: ${kind},` };
}

const under = new Set<DescMessage>();

function sayMessage(message: DescMessage): void {
  if (under.has(message)) throw new Error(`${message.typeName} holds itself: kinds are no graph yet`);
  under.add(message);
  say(message, nameOf(message), (path) => {
    const members = message.fields.map((field) => memberOf(path, field));
    parts.get(path)?.imports.add(`import type { Message } from '../../api/method.ts';`);
    return [
      `export interface ${nameOf(message)} {`,
      ...members.map(({ type }) => `  ${type}`),
      '}',
      `export const ${first(nameOf(message))} = {`,
      '  fields: {',
      ...members.map(({ kind }) => `    ${kind}`),
      '  },',
      '} satisfies Message;',
    ].join('\n');
  });
  under.delete(message);
}

function sayMethod(method: DescMethod): void {
  sayMessage(method.input);
  sayMessage(method.output);
  const streams = method.methodKind === 'server_streaming';
  if (!streams && method.methodKind !== 'unary') throw new Error(`${method.name}: a browser cannot call it`);
  if (parts.has(`${packageOf(method.parent)}/${fileOf(method.name)}`))
    throw new Error(`${method.name}: the name is taken`);
  say(method.parent, method.name, (path) => {
    const [request, response] = [from(path, method.input), from(path, method.output)];
    parts.get(path)?.imports.add(`import type { Method } from '../../api/method.ts';`);
    return [
      `export const ${first(method.name)}: Method<${request.type}, ${response.type}, ${streams}> = {`,
      `  path: '${method.parent.typeName}/${method.name}',`,
      `  request: ${request.kind},`,
      `  response: ${response.kind},`,
      `  streams: ${streams},`,
      '};',
    ].join('\n');
  });
}

rmSync(folder, { recursive: true, force: true });

for (const method of methods) sayMethod(method);
const packages = new Map<string, string[]>();
for (const [path, { text, imports }] of parts) {
  const [of = ''] = path.split('/');
  mkdirSync(join(folder, of), { recursive: true });
  writeFileSync(join(folder, `${path}.ts`), [made, ...[...imports].sort(), '', text, ''].join('\n'));
  packages.set(of, [...(packages.get(of) ?? []), `export * from './${path}.ts';`]);
}
for (const [name, lines] of packages)
  writeFileSync(join(folder, `${name}.ts`), [made, ...lines.sort(), ''].join('\n'));

const rules: Record<string, unknown> = {};
for (const { parent, name } of methods) {
  const asked = requestRulesOf(`/${parent.typeName}/${name}`);
  if (asked) rules[`${packageOf(parent)}.${name}`] = asked;
}
writeFileSync(
  join(folder, 'field-rules.ts'),
  `${made}
import type { MessageRules } from '@lienthong/domain';

/** By context and method, \`onestop.ReceiveDossier\`. */
export const requestRules = ${JSON.stringify(rules, null, 1)} satisfies Record<string, MessageRules>;
`,
);
