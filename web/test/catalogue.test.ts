import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const web = join(import.meta.dirname, '..');
const catalogue = join(web, 'catalogue');
const read = (...path: string[]): string => readFileSync(join(...path), 'utf8');
const design = readdirSync(join(web, 'src', 'design')).filter((file) => file.endsWith('.tsx'));

/** What a file of the design system offers to be shown, and nothing that stands around others. */
const componentsIn = (file: string): string[] =>
  [...read(web, 'src', 'design', file).matchAll(/^export (?:function|const) ([A-Z]\w+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'FieldFrame');

test('each component of the design system stands in the catalogue', () => {
  expect(design.length).toBeGreaterThan(10);
  const missing = design.flatMap((file) => {
    const shown = readdirSync(join(catalogue, 'design')).includes(file)
      ? read(catalogue, 'design', file)
      : '';
    return componentsIn(file).filter((name) => !shown.includes(`<${name}`));
  });
  expect(missing).toEqual([]);
});

test('each golden is of a component that stands in the catalogue', () => {
  const goldens = readdirSync(join(catalogue, 'spoken'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.txt'),
  );
  expect(goldens.length).toBeGreaterThan(design.length);
  const rooms = new Set(goldens.map((path) => path.split('/')[0] ?? ''));
  const shown = [...rooms].flatMap((room) =>
    readdirSync(join(catalogue, room)).map((file) => join(room, file.replace(/\.tsx$/, '.txt'))),
  );
  expect(goldens.sort()).toEqual(shown.sort());
});
