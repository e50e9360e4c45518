import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf, loadSiteConfig } from './site-config.ts';

const directory = mkdtempSync(join(tmpdir(), 'lienthong-config-'));
const file = join(directory, 'site.yaml');
afterAll(() => rmSync(directory, { recursive: true }));

const good = {
  mode: 'production',
  site: 's20116',
  name: 'Xã Vinh Hưng',
  province: '46',
  homeUnit: '20116@0',
  sites: [{ id: 's20116', name: 'Xã Vinh Hưng', parent: '', owns: ['20116@0'], publicKey: 'x' }],
  services: { directory: { grpc: '127.0.0.1:1' } },
  http: { listen: '127.0.0.1:2', publicUrl: 'https://vinhhung.example' },
  nats: { url: 'nats://127.0.0.1:3', user: 'a', password: 'b', link: { user: 'c', password: 'd' } },
  database: { uri: 'mongodb://127.0.0.1:4', prefix: 's20116' },
  identity: {
    issuer: 'https://vinhhung.example/realms/lienthong',
    peopleFile: 'people.yaml',
    keyDirectory: 'keys',
    keySetCache: '/var/lib/lienthong/key-set.json',
  },
  dataDirectory: 'data',
};
const load = (change: object = {}) => {
  writeFileSync(file, JSON.stringify({ ...good, ...change }));
  return loadSiteConfig(file);
};

test('a production site starts with the defaults of the protocol, and paths are relative to its file', () => {
  const config = load();
  expect(config.exchange).toMatchObject({ scanMs: 600_000, sumsMs: 900_000 });
  expect(config.identity.keyDirectory).toBe(join(directory, 'keys'));
  expect(config.identity.keySetCache).toBe('/var/lib/lienthong/key-set.json');
  expect(() => addressOf(config, 'onestop')).toThrow('s20116 has no service onestop');
});

const plain = 'http://127.0.0.1:8460';
test.each([
  ['a shifted business clock', { clockFile: 'clock.json' }, 'clockFile'],
  ['pages over plain HTTP', { http: { ...good.http, publicUrl: plain } }, 'http.publicUrl'],
  ['an issuer over plain HTTP', { identity: { ...good.identity, issuer: plain } }, 'identity.issuer'],
])('production refuses %s; a demonstration has it', (_name, change, key) => {
  expect(() => load(change)).toThrow(`${key}: `);
  expect(() => load({ ...change, mode: 'demonstration' })).not.toThrow();
});

test.each([
  ['a mode that is none', { mode: 'test' }, 'mode'],
  ['a site id that cannot stand in a subject', { site: 's.1' }, 'site'],
  ['a unit without its first day', { homeUnit: '20116' }, 'homeUnit'],
  ['a service that is none', { services: { mail: { grpc: '127.0.0.1:1' } } }, 'services'],
  ['an address without a port', { http: { ...good.http, listen: '127.0.0.1' } }, 'http.listen'],
  ['no sites', { sites: [] }, 'sites'],
])('%s stops the start and is named', (_name, change, key) => {
  expect(() => load(change)).toThrow(key);
});
