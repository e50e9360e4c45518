import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CatalogueTable } from '@lienthong/indicators';
import { tallyChannel } from '@lienthong/domain';
import { registryKeyOf } from '../../exchange/src/config.ts';
import { services } from '../src/index.ts';

const root = resolve(import.meta.dirname, '../..');
const folders = globSync('*/src/app.ts', { cwd: root }).map((file) => file.split('/')[0] ?? '');

test('every service is declared, under the name of its folder', () => {
  expect([...services.names].sort()).toEqual(folders.sort());
});

test.each(folders)(
  '%s says in its README what it is, and has a package of its own that the host names',
  (name) => {
    expect(existsSync(join(root, name, 'README.md'))).toBe(true);
    const host = JSON.parse(readFileSync(join(root, 'site', 'package.json'), 'utf8')) as {
      dependencies: object;
    };
    expect(host.dependencies).toHaveProperty([`@lienthong/${name}`]);
  },
);

test('every number of the shipped catalogue comes on the channel of its owner’s tallies, and somebody writes every channel that is read', () => {
  const { sources, indicators }: CatalogueTable = JSON.parse(
    readFileSync(join(root, 'directory', 'data', 'indicators.json'), 'utf8'),
  );
  for (const { channel, owner } of sources) {
    expect(services.names).toContain(owner);
    expect(channel).toBe(tallyChannel(owner));
  }
  const [registry = ''] = registryKeyOf('46').split('/');
  const read = [...sources.map(({ channel }) => channel), registry];
  expect(read.filter((channel) => !services.producerOf(channel))).toEqual([]);
  expect(indicators.filter(({ owner }) => !sources.some((one) => one.owner === owner))).toEqual([]);
});
