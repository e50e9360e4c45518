import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DerivationCode } from '@lienthong/contracts/onestop/v1/onestop';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { dictionaries } from '../../test/all-words.ts';

interface Source {
  file: string;
  text: string;
}

const sources: Source[] = globSync('{packages,services}/*/src/**/*.ts', { cwd: repositoryRoot })
  .filter((file) => !file.endsWith('.test.ts') && !file.startsWith('packages/testkit/'))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(repositoryRoot, file), 'utf8') }));

const found = ({ text }: Source, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, code = '']) => code.trim());

/** The second argument of `new Refusal(kind, code, …)`, and of `refuse(kind, code, …)` where that is the one of `packages/domain`. */
const givenToRefusals = (source: Source): string[] => [
  ...found(source, /\bnew Refusal\(\s*[^,]+,\s*([^,]+),/g),
  ...(/import \{[^}]*\brefuse\b[^}]*\} from '@lienthong\/domain'/.test(source.text)
    ? found(source, /\brefuse\(\s*[^,]+,\s*([^,]+),/g)
    : []),
];

/** Tables of a service or a package: `const refusals = { CODE: { kind, message } }`. */
const inTables = (source: Source): string[] =>
  /\bconst refusals = \{/.test(source.text) ? found(source, /^ {2}([A-Z][A-Z0-9_]+): \{/gm) : [];

/** The first argument of `deadReason(code, …)`, but for its definition. */
const givenToDeadReasons = (source: Source): string[] => found(source, /\bdeadReason\(([^,)]+)[,)]/g);

const literal = /^'([A-Z][A-Z0-9_]*)'$/;
const literalsOf = (read: (source: Source) => string[]): string[] =>
  sources.flatMap(read).flatMap((argument) => literal.exec(argument)?.[1] ?? []);
const unique = (codes: string[]): string[] => [...new Set(codes)].sort();

const refusals = unique([...literalsOf(givenToRefusals), ...sources.flatMap(inTables)]);
const deadReasons = unique(literalsOf(givenToDeadReasons));

/** Where a code is a variable: it comes out of the table of that service, or from another process. */
const passedOn = [
  'packages/aggregates/src/refusals.ts',
  'packages/domain/src/refusal.ts',
  'packages/runtime/src/grpc/errors.ts',
  'services/gateway/src/refuse.ts',
  'services/onestop/src/domain/refusals.ts',
  'services/reporting/src/domain/refusals.ts',
];

test('every code stands in a table or in its call, where it can be found', () => {
  const isVariable = (argument: string): boolean => !literal.test(argument);
  const variable = sources.filter((source) => givenToRefusals(source).some(isVariable));
  expect(variable.map(({ file }) => file)).toEqual(passedOn);
  expect(sources.filter((source) => givenToDeadReasons(source).some(isVariable))).toEqual([]);
  expect(refusals).toEqual(expect.arrayContaining(['INVALID_FIELD', 'VERSION_CONFLICT', 'UNIT_NOT_FOUND']));
  expect(deadReasons).toEqual(expect.arrayContaining(['NO_OUTCOME', 'TABLE_UNREADABLE', 'NOT_A_TALLY']));
});

/** Any screen may show a code of a refusal: its words are common, those of the others may be a feature's. */
const words = (key: string, where = dictionaries): unknown[] =>
  (['vi', 'en'] as const).flatMap((language) => where.flatMap((one) => one[language][key] ?? []));
const common = dictionaries.filter(({ of }) => of.startsWith('i18n'));

test.each(refusals)('a refusal with %s has a sentence in every language', (code) => {
  expect(words(`refusal.${code}`, common)).toEqual([expect.any(String), expect.any(String)]);
});

test.each(deadReasons)('a dead letter with %s has a reason in every language', (code) => {
  expect(words(`deadReason.${code}`)).toEqual([expect.any(String), expect.any(String)]);
});

const steps = Object.keys(DerivationCode).filter((name) => name !== 'UNRECOGNIZED');

test.each(steps)('a line of a derivation with %s has a sentence in every language', (code) => {
  expect(words(`derivation.DERIVATION_CODE_${code}`)).toEqual([expect.any(String), expect.any(String)]);
});
