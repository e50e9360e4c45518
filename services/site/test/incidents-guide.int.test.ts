import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IncidentKind } from '@lienthong/contracts/exchange/v1/exchange';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { type GuideProvince, startGuideProvince } from './support/guide-province.ts';
import { walks } from './support/walks.ts';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
const headings = [
  ...new Set(
    [...read('docs/guides/incidents.md').matchAll(/^### .*\(`([\w-]+)`\)$/gm)].map(([, name]) => name ?? ''),
  ),
];
/** Parts of the guide that are about a list, the board, a key or people, and about no incident. */
const noIncident = ['incidents', 'decisions', 'sites', 'board', 'escalate', 'key'];
const incidents = headings.filter((name) => !noIncident.includes(name));

/** As the guide names them. */
const kindsOfContract = Object.keys(IncidentKind)
  .filter((name) => name !== 'UNSPECIFIED' && name !== 'UNRECOGNIZED')
  .map((name) => name.toLowerCase());

let province: GuideProvince;

beforeAll(async () => {
  province = await startGuideProvince();
}, 900_000);
afterAll(() => province?.stop());

test('every kind of incident that the contract names has its part in the guide', () => {
  expect(kindsOfContract).toEqual(expect.arrayContaining(['marked', 'stub', 'jump', 'twin']));
  expect(kindsOfContract.filter((kind) => !incidents.includes(kind))).toEqual([]);
});

test('every incident of the guide is walked', () => {
  expect(Object.keys(walks).sort()).toEqual([...incidents].sort());
});

test.each(incidents)(
  'what the guide says of `%s` holds on real sites: it is provoked, seen, decided, and gone at every level',
  (name) => walks[name]?.(province),
  300_000,
);
