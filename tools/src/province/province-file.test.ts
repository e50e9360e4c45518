import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { loadProvinceFile } from './province-file.ts';

const shipped = join(repositoryRoot, 'deploy', 'provinces', 'hue-phu-loc.yaml');
const directory = mkdtempSync(join(tmpdir(), 'lien-thong-province-file-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const changed = (from: string, to: string): string => {
  const text = readFileSync(shipped, 'utf8');
  expect(text).toContain(from);
  const file = join(directory, 'changed.yaml');
  writeFileSync(file, text.replace(from, to));
  return file;
};

test('the province that ships is well formed: one top, a district, two communes', () => {
  const { sites, business } = loadProvinceFile(shipped);
  expect(sites.map(({ id, parent }) => [id, parent])).toEqual([
    ['s46', undefined],
    ['s482', 's46'],
    ['s20116', 's482'],
    ['s20125', 's482'],
  ]);
  expect(business).toEqual({ day: '2025-06-30', time: '07:30' });
});

test.each([
  [
    'a second top',
    '    parent: s482\n    owns: [20125@0]',
    '    owns: [20125@0]',
    'exactly one site has no parent',
  ],
  ['a parent that is not there', 'parent: s46\n', 'parent: s47\n', 'its parent s47 has to stand before it'],
  ['two sites with one port', 'http: 8461', 'http: 8460', 'two sites want the same port'],
  [
    'ports that run into those of the next site',
    'ports: 14640',
    'ports: 14610',
    'two sites want the same port',
  ],
  ['a service that is none', 'services: [directory,', 'services: [mail, directory,', 'services'],
  ['a username twice', 'username: mai.vinhhien', 'username: lan.vinhhung', 'a username stands twice'],
  ['a key that nothing reads', 'title: Thành', 'titel: Thành', 'titel'],
])('refuses %s and names it', (_what, from, to, message) => {
  expect(() => loadProvinceFile(changed(from, to))).toThrow(message);
});
