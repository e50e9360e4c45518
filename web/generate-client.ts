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

// `node generate-client.ts <folder>`. Of what the browser may call: paths, types and kinds of fields, a file a package, and what the
// contracts ask of requests. The libraries that read contracts are far larger than what is used of them.

const folder = process.argv[2] ?? '';
const made = '// Made from the contracts by generate-client.ts.\n';

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

interface Source {
  imports: Set<string>;
  parts: Map<string, string>;
}
const sources = new Map<string, Source>();

/** What a file says under a name; once. */
function say(of: string, name: string, make: () => string): void {
  const source = sources.get(of) ?? { imports: new Set(), parts: new Map() };
  sources.set(of, source);
  if (source.parts.has(name)) return;
  source.parts.set(name, '');
  const text = make();
  // Where what it rests on stands before it.
  source.parts.delete(name);
  source.parts.set(name, text);
}

/** How a file calls what another says. */
function from(here: string, there: string, name: string): string {
  if (here === there) return name;
  sources.get(here)?.imports.add(there);
  return `${there}.${name}`;
}

function typeOfEnum(one: DescEnum): void {
  const names = one.values.map(({ name }) => `'${name}'`);
  say(packageOf(one), nameOf(one), () =>
    [
      `export type ${nameOf(one)} = ${names.join(' | ')};`,
      `export const ${first(nameOf(one))} = { names: [${names.join(', ')}] };`,
    ].join('\n'),
  );
}

/** What a value is in the browser, and its kind. */
function valueOf(here: string, field: DescField): { type: string; kind: string } {
  if (field.enum) {
    typeOfEnum(field.enum);
    const called = (name: string) => from(here, packageOf(field.enum as DescEnum), name);
    return { type: called(nameOf(field.enum)), kind: called(first(nameOf(field.enum))) };
  }
  const { message } = field;
  if (message?.typeName === 'google.protobuf.Timestamp') return { type: 'string', kind: `'time'` };
  if (message) {
    if (!message.typeName.startsWith('lienthong.'))
      throw new Error(`${field}: no kind for ${message.typeName}`);
    typeOfMessage(message);
    const called = (name: string) => from(here, packageOf(message), name);
    return { type: called(nameOf(message)), kind: called(first(nameOf(message))) };
  }
  const scalar = field.scalar === undefined ? undefined : scalars[field.scalar];
  if (!scalar) throw new Error(`${field}: no kind for it`);
  return { type: scalar.type, kind: `'${scalar.kind}'` };
}

function memberOf(here: string, field: DescField): { type: string; kind: string } {
  const { type, kind } = valueOf(here, field);
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

function typeOfMessage(message: DescMessage): void {
  if (under.has(message)) throw new Error(`${message.typeName} holds itself: kinds are no graph yet`);
  under.add(message);
  const here = packageOf(message);
  say(here, nameOf(message), () => {
    const members = message.fields.map((field) => memberOf(here, field));
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
  const here = packageOf(method.parent);
  typeOfMessage(method.input);
  typeOfMessage(method.output);
  const called = (of: DescMessage, name: string) => from(here, packageOf(of), name);
  const types = [method.input, method.output].map((one) => called(one, nameOf(one)));
  const streams = method.methodKind === 'server_streaming';
  if (!streams && method.methodKind !== 'unary') throw new Error(`${method}: a browser cannot call it`);
  if (sources.get(here)?.parts.has(first(method.name))) throw new Error(`${method}: the name is taken`);
  say(here, first(method.name), () =>
    [
      `export const ${first(method.name)}: Method<${types.join(', ')}, ${streams}> = {`,
      `  path: '${method.parent.typeName}/${method.name}',`,
      `  request: ${called(method.input, first(nameOf(method.input)))},`,
      `  response: ${called(method.output, first(nameOf(method.output)))},`,
      `  streams: ${streams},`,
      '};',
    ].join('\n'),
  );
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

for (const method of methods) sayMethod(method);
for (const [name, { imports, parts }] of sources) {
  const head = [...imports].sort().map((one) => `import * as ${one} from './${one}.ts';\n`);
  const text = [...parts.values()].join('\n\n');
  const used = ['Message', 'Method'].filter(
    (one) => text.includes(`${one}<`) || text.includes(`satisfies ${one};`),
  );
  const types = `import type { ${used.join(', ')} } from '../api/method.ts';\n`;
  writeFileSync(join(folder, `${name}.ts`), [made, types, ...head, '\n', text, '\n'].join(''));
}

const rules: Record<string, unknown> = {};
for (const { parent, name } of methods) {
  const asked = requestRulesOf(`/${parent.typeName}/${name}`);
  if (asked) rules[`${packageOf(parent)}.${name}`] = asked;
}
writeFileSync(
  join(folder, 'field-rules.ts'),
  `${made}import type { MessageRules } from '@lienthong/domain';

/** By context and method, \`onestop.ReceiveDossier\`. */
export const requestRules = ${JSON.stringify(rules, null, 1)} satisfies Record<string, MessageRules>;
`,
);
