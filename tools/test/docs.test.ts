import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { services } from '@lienthong/site';
import { loadProvinceFile } from '../src/province/province-file.ts';
import { ensureProvinceState } from '../src/province/province-state.ts';

const pages = globSync(['*.md', 'docs/**/*.md', '{packages,services}/*/README.md', 'web/README.md'], {
  cwd: repositoryRoot,
});
const read = (page: string): string => readFileSync(join(repositoryRoot, page), 'utf8');

test.each(pages)('every link of %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => target);
  const dead = links.filter((target) => !existsSync(resolve(repositoryRoot, dirname(page), target)));
  expect(dead).toEqual([]);
});

const serviceReadmes = pages.filter((page) => /^(packages|services)\/[^/]+\/README\.md$/.test(page));
test.each(serviceReadmes)('every file of its own that %s names exists', (page) => {
  const named = [...read(page).matchAll(/`(src\/[\w./-]+)`/g)].map(([, file = '']) => file);
  expect(named.filter((file) => !existsSync(join(repositoryRoot, dirname(page), file)))).toEqual([]);
});

test('every command that the pages name is a script of the project or of one of its workspaces', () => {
  const scripts = globSync(['package.json', '{packages,services}/*/package.json', 'web/package.json'], {
    cwd: repositoryRoot,
  }).flatMap((file) => Object.keys((JSON.parse(read(file)) as { scripts?: object }).scripts ?? {}));
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name),
  );
  expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
});

test.each([...services.names, 'site'])('the README names the service %s', (name) => {
  expect(read('README.md')).toContain(`(services/${name})`);
});

test('guide: what the guide for integrators calls are the addresses and the client of the province that ships', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lienthong-docs-'));
  try {
    const file = loadProvinceFile(join(repositoryRoot, 'deploy/provinces/hue-phu-loc.yaml'));
    const { sites } = await ensureProvinceState(file, directory, { freePorts: false, engine: 'none' });
    const top = file.sites.find(({ parent }) => parent === undefined);
    const ports = sites[top?.id ?? '']?.ports;
    const client = top?.clients[0];
    const guide = read('docs/guides/integrators.md');
    expect(guide).toContain(`http://127.0.0.1:${ports?.http}/realms/lienthong/protocol/openid-connect/token`);
    expect(guide).toContain(`client_id=${client?.clientId} -d client_secret=${client?.secret}`);
    expect(guide).toContain(`127.0.0.1:${ports?.grpc} lienthong.operations.v1.OperationsService/QueryRollup`);
    expect(guide).toContain(`"unit": "${top?.owns[0]}"`);
    expect(guide).toContain(`"to": "${file.business.day}"`);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('every metric that the guide alarms on exists', () => {
  const named = [...read('docs/guides/alarms.md').matchAll(/`(lienthong\.[a-z_.0-9]+)`/g)].map(
    ([, name = '']) => name,
  );
  const sources = globSync('{packages,services}/*/src/**/*.ts', { cwd: repositoryRoot }).map(read).join('\n');
  // A counter is read with `_total`.
  const written = (name: string): string[] => [name, name.replace(/_total$/, '')].map((one) => `'${one}'`);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !written(name).some((one) => sources.includes(one)))).toEqual([]);
});
