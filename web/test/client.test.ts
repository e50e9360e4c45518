import { globSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DescField,
  type DescMessage,
  fromBinary,
  fromJsonString,
  ScalarType,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { expect, test } from '@jest/globals';
import { contractRegistry, findMethod } from '@lienthong/contracts/descriptors';
import { repositoryRoot } from '@lienthong/devtools/repository';
import fc from 'fast-check';
import { readMessage, writeMessage } from '../src/api/json.ts';
import type { Method } from '../src/api/method.ts';

const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
// The seed stands in the output, so that a failure can be run again: LT_SEED=… npm test
console.info(`client: LT_SEED=${seed}`);

/** What services read and write. */
interface Codec {
  fromJSON: (json: unknown) => object;
  toJSON: (message: object) => unknown;
  encode: (message: object) => { finish: () => Uint8Array };
  decode: (bytes: Uint8Array) => object;
}

const modulesIn = async (pattern: string): Promise<Record<string, unknown>[]> =>
  Promise.all(globSync(pattern, { cwd: repositoryRoot }).map((file) => import(join(repositoryRoot, file))));

const methods = (await modulesIn('web/src/gen/*.ts'))
  .flatMap((module) => Object.values(module))
  .filter((one): one is Method<object, object, boolean> => one instanceof Object && 'path' in one);
const codecs = new Map<string, Codec>();
for (const context of new Set(methods.map(({ path }) => path.split('.')[1] ?? '')))
  for (const module of await modulesIn(`packages/contracts/src/gen/lienthong/${context}/v1/*.ts`))
    for (const [name, codec] of Object.entries(module)) codecs.set(`${context}.${name}`, codec as Codec);

function codecOf({ typeName }: DescMessage): Codec {
  const [, context = '', , ...names] = typeName.split('.');
  const found = codecs.get(`${context}.${names.join('_')}`);
  if (!found) throw new Error(`no codec of ${typeName}`);
  return found;
}

const big = Number.MAX_SAFE_INTEGER;
const numbers: Partial<Record<ScalarType, fc.Arbitrary<unknown>>> = {
  [ScalarType.STRING]: fc.string({ unit: 'grapheme' }),
  [ScalarType.BOOL]: fc.boolean(),
  [ScalarType.BYTES]: fc.uint8Array().map((bytes) => Uint8Array.from(bytes)),
  [ScalarType.INT32]: fc.integer(),
  [ScalarType.SINT32]: fc.integer(),
  [ScalarType.UINT32]: fc.nat(),
  [ScalarType.SINT64]: fc.integer({ min: -big, max: big }),
  [ScalarType.UINT64]: fc.integer({ min: 0, max: big }),
};

function valueOf(field: DescField): fc.Arbitrary<unknown> {
  if (field.enum) return fc.constantFrom(...field.enum.values.map(({ name }) => name));
  if (field.message?.typeName === 'google.protobuf.Timestamp')
    // With a part of a second: the two write a whole one differently, and the same instant it is.
    return fc.integer({ min: 0, max: 4e9 }).map((at) => new Date(at * 1_000 + 7).toISOString());
  if (field.message) return messageOf(field.message);
  return numbers[field.scalar ?? ScalarType.DOUBLE] ?? fc.constant(undefined);
}

/** As the client gives it to screens: what has no presence is always there. */
function messageOf(desc: DescMessage): fc.Arbitrary<object> {
  const there = new Set<string>();
  const fields = desc.fields.map((field) => {
    const name = field.jsonName;
    const value = valueOf(field);
    if (field.fieldKind === 'list') there.add(name);
    if (field.fieldKind === 'list') return [name, fc.array(value, { maxLength: 2 })] as const;
    if (field.fieldKind === 'map') there.add(name);
    if (field.fieldKind === 'map')
      return [
        name,
        fc.dictionary(fc.string({ minLength: 1 }), value, { maxKeys: 2, noNullPrototype: true }),
      ] as const;
    if (field.fieldKind !== 'message' && !field.proto.proto3Optional) there.add(name);
    return [name, value] as const;
  });
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...there] });
}

const wire = (json: unknown): string => JSON.stringify(json);

test.each(methods.map((method) => [method.path, method] as const))(
  '%s: services, the edge and the browser mean the same by a message',
  (path, method) => {
    const desc = findMethod(`/${path}`);
    if (!desc) throw new Error('not in the contract');
    fc.assert(
      fc.property(messageOf(desc.input), messageOf(desc.output), (asked, answered) => {
        const [request, response] = [codecOf(desc.input), codecOf(desc.output)];
        const written = wire(writeMessage(method.request, asked));
        // To the service as the edge hands it on, and as the service's own library reads JSON.
        const arrived = request.decode(toBinary(desc.input, fromJsonString(desc.input, written)));
        expect(request.toJSON(arrived)).toEqual(request.toJSON(request.fromJSON(JSON.parse(written))));
        expect(readMessage(method.request, request.toJSON(arrived))).toEqual(asked);
        // And back.
        const said = response.fromJSON(writeMessage(method.response, answered));
        const bytes = fromBinary(desc.output, response.encode(said).finish());
        const sent = toJson(desc.output, bytes, { registry: contractRegistry(), alwaysEmitImplicit: true });
        expect(readMessage(method.response, JSON.parse(wire(sent)))).toEqual(answered);
        expect(readMessage(method.response, JSON.parse(wire(response.toJSON(said))))).toEqual(answered);
      }),
      { seed, numRuns: 20 },
    );
  },
);

test('what a later release of the edge sends is read by this one', () => {
  const kind = { zero: 'KIND_UNSPECIFIED' };
  const book = { fields: { kind, kinds: { list: kind }, title: 'string', rev: 'int64' } } as const;
  expect(readMessage(book, { kinds: ['KIND_FILM', 7], length: 90, title: null })).toEqual({
    kind: 'KIND_UNSPECIFIED',
    kinds: ['KIND_FILM', 'KIND_UNSPECIFIED'],
    title: '',
    rev: 0,
  });
});
