import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';

const self = 'tools/test/citations.test.ts';
const find = (...patterns: string[]): string[] =>
  globSync(patterns, {
    cwd: repositoryRoot,
    exclude: (path) => path.endsWith('node_modules') || path.endsWith('dist'),
  }).filter((file) => file !== self);
const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
const groups = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

const protocolPages = find('docs/protocol/*.md').map(read).join('\n');
const architecture = read('docs/architecture.md');
const casePage = read('docs/protocol/cases.md');

/** What the repository's own pages define. */
const defined = {
  rules: new Set(groups(protocolPages, /^#{2,4} ([RS]\d+)\b/gm)),
  sections: new Set(groups(architecture, /^## (\d+) /gm)),
  invariants: new Set(groups(architecture.split(/^## \d+ Invariants$/m)[1] ?? '', /^(\d+)\. /gm)),
  cases: new Set(groups(casePage, /^\| ([A-E]\d+|E [a-z]+|\d+) \|/gm)),
};

const unknownRules = (text: string): string[] =>
  (text.match(/\b[RS]\d{1,2}\b/g) ?? []).filter((rule) => !defined.rules.has(rule));

/** A section is cited of `docs/architecture.md` or of a public standard; anything else cannot be looked up here. */
const unknownSections = (text: string): string[] =>
  [...text.matchAll(/(\w*)[\s*]*§\s*([\w.]*\w)/g)]
    .filter(([, document = '', section = '']) => {
      const isOurs = document.toLowerCase() === 'architecture' && defined.sections.has(section);
      return !isOurs && document !== 'standard';
    })
    .map(([cited]) => cited);

const unknownInvariants = (text: string): string[] =>
  groups(text, /\binvariant (\d+)\b/g).filter((one) => !defined.invariants.has(one));

const unknownPages = (text: string): string[] =>
  (text.match(/(?<![\w./-])docs\/[\w./-]+\.md\b/g) ?? []).filter(
    (page) => !existsSync(join(repositoryRoot, page)),
  );

/** `'A4: …'`, `'C1, C2: …'`, `'13: …'` at the beginning of a name. */
const casesCited = (text: string): string[] =>
  groups(text, /['"`]((?:[A-E]\d+|E [a-z]+|\d+)(?:(?:, |\/| and )[A-E]?\d+)*): /g).flatMap((list) =>
    list.split(/, |\/| and /),
  );
const unknownCases = (text: string): string[] => casesCited(text).filter((one) => !defined.cases.has(one));

const unresolvedIn = (files: readonly string[], unknown: (text: string) => string[]): string[] =>
  files.flatMap((file) => unknown(read(file)).map((cited) => `${file}: ${cited}`));

const everything = find(
  '*.md',
  '{services,packages,tools,bench,web/src,web/test}/**/*.{ts,tsx,md}',
  'proto/**/*.proto',
  'docs/**/*.md',
);
const ofProtocol = find(
  '{services/exchange,packages/messaging}/**/*.{ts,md}',
  'proto/**/*.proto',
  'docs/**/*.md',
);
const protocolTests = find('services/exchange/{test,acceptance}/**/*.ts');
const otherTests = find('{services,packages,tools}/**/*.{test,acceptance}.ts').filter(
  (file) => !file.startsWith('services/exchange/'),
);
const lettersOnly = (text: string): string[] => unknownCases(text).filter((one) => /^[A-E]/.test(one));

test('the pages define the rules, sections, invariants and cases that are looked up', () => {
  expect([...defined.rules].sort()).toEqual(
    [1, 2, 3, 4]
      .map((at) => `S${at}`)
      .concat(Array.from({ length: 14 }, (_, at) => `R${at + 1}`))
      .sort(),
  );
  expect(defined.sections.size).toBeGreaterThan(6);
  expect(defined.invariants.size).toBe(14);
  expect(defined.cases.size).toBeGreaterThan(40);
});

test('every rule of the protocol that is cited is a heading of docs/protocol', () => {
  expect(unresolvedIn(ofProtocol, unknownRules)).toEqual([]);
});

test('every section that is cited stands in the repository', () => {
  expect(unresolvedIn(everything, unknownSections)).toEqual([]);
});

test('every invariant that is cited stands in docs/architecture.md', () => {
  expect(unresolvedIn(everything, unknownInvariants)).toEqual([]);
});

test('every page of docs that is cited exists', () => {
  expect(unresolvedIn(everything, unknownPages)).toEqual([]);
});

test('every case number that a test cites stands in the list of cases', () => {
  expect(unresolvedIn(protocolTests, unknownCases)).toEqual([]);
  expect(unresolvedIn(otherTests, lettersOnly)).toEqual([]);
});

test('acceptance shows each lettered case of the list, and no other', () => {
  const shown = groups(read('tools/src/acceptance/exchange.ts'), /^ {2}'?([A-E]\d+|E [a-z]+)'?: /gm);
  expect(shown.sort()).toEqual([...defined.cases].filter((one) => /^[A-E]/.test(one)).sort());
});

test('every case that is not pending has a test', () => {
  const tested = new Set([...protocolTests, ...otherTests].flatMap((file) => casesCited(read(file))));
  const finished = casePage
    .split('\n')
    .filter((row) => !row.includes('<!-- pending'))
    .flatMap((row) => groups(row, /^\| ([A-E]\d+|E [a-z]+|\d+) \|/g));
  expect(finished.length).toBeGreaterThan(20);
  expect(finished.filter((one) => !tested.has(one))).toEqual([]);
});

test('the mutation tables have a row for each mutation of the simulation, and no other', () => {
  const written = ['mutations', 'service-mutations'].flatMap((file) =>
    [
      ...read(`services/exchange/test/simulation/${file}.ts`).matchAll(
        /name: (['"`])(.+?)\1,\s*(isRare: true)?/g,
      ),
    ].map(([, , name, isRare]) => `${name}${isRare ? ' (rare)' : ''}`),
  );
  const table = read('docs/protocol/counterexamples.md').split(/^## /m);
  const rows = groups(
    table.find((part) => part.startsWith('Mutation table')) ?? '',
    /^\| (?!Changed |---)(.+?) \|/gm,
  );
  expect(written.length).toBeGreaterThan(10);
  expect(rows.sort()).toEqual(written.sort());
});

test('every file that the pages name exists', () => {
  const pages = find('docs/architecture.md', 'docs/protocol/*.md', 'CONTRIBUTING.md');
  const missing = (text: string): string[] =>
    groups(text, /`((?:services|packages|proto|tools|web|docs)\/[\w./-]+\.\w+)`/g).filter(
      (file) => !existsSync(join(repositoryRoot, file)),
    );
  expect(unresolvedIn(pages, missing)).toEqual([]);
});

test('every anchor that a link names is a heading of its page', () => {
  const pages = find('*.md', 'docs/**/*.md', '{packages,services,tools}/*/README.md', 'web/README.md');
  const slugs = (page: string): string[] =>
    groups(read(page), /^#{1,6} (.+)$/gm).map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    );
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)]
      .filter(
        ([, target = '', anchor = '']) =>
          !slugs(target ? join(dirname(page), target) : page).includes(anchor),
      )
      .map(([link]) => `${page}: ${link}`),
  );
  expect(dead).toEqual([]);
});

test('what nothing defines is named', () => {
  expect(unknownRules('R2 and R3, then R15; S4, not S5')).toEqual(['R15', 'S5']);
  expect(unknownSections('(architecture §4) (HTML standard §9.2.6)\n * (architecture\n * §3)')).toEqual([]);
  expect(unknownSections('(design §3), (architecture §77), (§6 of the protocol)')).toEqual([
    'design §3',
    'architecture §77',
    '§6',
  ]);
  expect(unknownInvariants('invariant 2 and invariant 15')).toEqual(['15']);
  expect(unknownPages('(docs/protocol/lanes.md) (docs/protocol/streets.md)')).toEqual([
    'docs/protocol/streets.md',
  ]);
  expect(unknownCases(`test('13: a', …); test('A4: b', …); test('A4, C9: c', …); test('99: d', …)`)).toEqual([
    'C9',
    '99',
  ]);
});
