import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const features = join(import.meta.dirname, '..', 'features');

/** Files that a file of a feature fetches later, words aside: what is missing of them stands in the language that is here. */
const fetchedBy = (file: string, text = readFileSync(join(features, file), 'utf8')): string[] =>
  [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)]
    .map(([, path = '']) => join(dirname(file), path))
    .filter((path) => !path.endsWith('/en.ts'));

/** A screen is declared for its route and for what is fetched before it is opened: by one name. */
function forgottenIn(file: string): string[] {
  const text = readFileSync(join(features, file), 'utf8');
  const [, listed = ''] = /preload: \[([^\]]*)\]/.exec(text) ?? [];
  const screens = [...text.matchAll(/^const (\w+) = .*import\(.*$/gm)];
  const named = screens.filter(([, name = '']) => listed.split(', ').includes(name));
  const others = text
    .split('\n')
    .filter((line) => /^ {2}(component: |const )/.test(line) || screens.some(([whole]) => whole === line))
    .filter((line) => !named.some(([whole]) => whole === line));
  return fetchedBy(file, others.join('\n'));
}

test('what a screen opens is fetched before it is opened: the line may be gone by then', () => {
  const files = globSync('**/*.{ts,tsx}', { cwd: features }).filter((file) => !/\.test\.tsx?$/.test(file));
  const declaring = files.filter((file) => /\/(feature|papers|scans|dialogs)\.ts$/.test(file));
  const fetched = declaring.flatMap((file) => fetchedBy(file));
  const later = files.filter((file) => !declaring.includes(file)).flatMap((file) => fetchedBy(file));
  expect(later.length).toBeGreaterThan(3);
  // It comes with the screen of the guide.
  expect(later.filter((path) => !fetched.includes(path))).toEqual(['operation/guide.ts']);
  expect(declaring.flatMap((file) => (file.endsWith('/feature.ts') ? forgottenIn(file) : []))).toEqual([]);
});
