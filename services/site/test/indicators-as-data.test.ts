import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CatalogueTable } from '@lienthong/indicators';

const root = resolve(import.meta.dirname, '../../..');
const { indicators }: CatalogueTable = JSON.parse(
  readFileSync(join(root, 'services/directory/data/indicators.json'), 'utf8'),
);
/** Where numbers are counted, summed, explained and drawn, whatever they are. */
const generic = [
  'packages/indicators',
  'services/directory',
  'services/reporting',
  'services/operations',
  'web',
]
  .map((workspace) => `${workspace}/src/**/*.{ts,tsx}`)
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .filter((file) => !/\.test\.tsx?$|^web\/src\/(gen|i18n|features\/dossiers)\/|\/(vi|en)\.ts$/.test(file));

test('a new indicator is its row, what its owner contributes, and the recount: nothing else names one', () => {
  const quoted = new RegExp(`(['"\`])(${indicators.map(({ code }) => code).join('|')})\\1`, 'g');
  const naming = generic.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(quoted)].map(([, , code]) => `${file} ${code}`),
  );
  expect(generic.length).toBeGreaterThan(100);
  expect(naming).toEqual([]);
});
