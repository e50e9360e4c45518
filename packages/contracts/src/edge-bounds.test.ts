import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import type { FieldRules } from '@lienthong/domain';
import { audiencesOf, contractRegistry } from './descriptors.ts';
import { rulesOf } from './field-rules.ts';

const requests = [...contractRegistry()].flatMap((one) =>
  one.kind === 'service'
    ? one.methods
        .filter(({ name }) => audiencesOf(`/${one.typeName}/${name}`).length > 0)
        .map(({ input }) => input)
    : [],
);

/** All messages that come with these, each once. */
function within(messages: readonly DescMessage[]): DescMessage[] {
  const found = new Set<DescMessage>();
  const visit = (desc: DescMessage): void => {
    if (found.has(desc)) return;
    found.add(desc);
    for (const { message } of desc.fields) if (message) visit(message);
  };
  messages.forEach(visit);
  return [...found];
}

const isText = ({ scalar }: DescField): boolean =>
  scalar === ScalarType.STRING || scalar === ScalarType.BYTES;
const isBounded = ({ form, text, longest, known }: NonNullable<FieldRules['value']>): boolean =>
  form !== undefined || text !== undefined || longest !== undefined || known !== undefined;

/** What of a field can be as long as whoever calls likes. */
function openIn(field: DescField, rules: FieldRules | undefined): string[] {
  const isMany = field.fieldKind === 'list' || field.fieldKind === 'map';
  const value =
    field.fieldKind === 'list'
      ? rules?.items
      : field.fieldKind === 'map'
        ? rules?.entries?.values
        : rules?.value;
  return [
    ...(isMany && rules?.count?.most === undefined ? ['count'] : []),
    ...(field.fieldKind === 'map' &&
    field.mapKey === ScalarType.STRING &&
    !isBounded(rules?.entries?.keys ?? {})
      ? ['keys']
      : []),
    ...(isText(field) && !isBounded(value ?? {}) ? ['length'] : []),
  ];
}

test('whatever can be long in a request from outside has a bound', () => {
  const open = within(requests).flatMap((desc) =>
    desc.fields.flatMap((field) => {
      const rules = rulesOf(desc)?.fields.find(({ name }) => name === field.name);
      return openIn(field, rules).map((what) => `${desc.typeName}.${field.name} ${what}`);
    }),
  );
  expect(requests.length).toBeGreaterThan(0);
  expect(open).toEqual([]);
});
