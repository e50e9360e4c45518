import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '@lienthong/testkit';
import { z } from 'zod';
import { loadSiteConfig } from './load-site-config.ts';
import { refusedPlain } from './production.ts';
import { defineService, gatherServices } from './service.ts';
import { address, endpointOf } from './site-config.ts';

const app = () => Promise.reject(new Error('nothing runs here'));
const services = gatherServices([
  defineService({ name: 'directory', app }),
  defineService({
    name: 'onestop',
    settings: z.strictObject({
      listen: address.default('127.0.0.1:2'),
      paces: z.strictObject({ scanMs: z.number().default(600_000) }).prefault({}),
    }),
    refusedInProduction: ({ listen }, { tls }) => refusedPlain('listen', listen, tls),
    app,
  }),
]);

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
  nats: { url: 'nats://127.0.0.1:3', user: 'a', password: 'b', link: { user: 'c', password: 'd' } },
  database: { uri: 'mongodb://site:secret@127.0.0.1:4', prefix: 's20116' },
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
  return loadSiteConfig(file, services);
};

test('a production site starts with the defaults of the protocol, and paths are relative to its file', () => {
  const config = load();
  expect(config.identity.keyDirectory).toBe(join(directory, 'keys'));
  expect(config.identity.keySetCache).toBe('/var/lib/lienthong/key-set.json');
  expect(() => endpointOf(config, 'onestop')).toThrow('s20116 has no service onestop');
});

const plain = 'http://127.0.0.1:8460';
test.each([
  ['a shifted business clock', { clockFile: 'clock.json' }, 'clockFile'],
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
  [
    'an address without a port',
    { services: { directory: { grpc: '127.0.0.1' } } },
    'services.directory.grpc',
  ],
  ['a misspelt key', { hoemUnit: '20116@0' }, 'Unrecognized key: "hoemUnit"'],
  ['a misspelt key of a part', { database: { ...good.database, prefixx: 'a' } }, /"prefixx"\n.*at database/],
  [
    'a misspelt setting of a service',
    { services: { onestop: { grpc: '127.0.0.1:1', settings: { paces: { scanMS: 1 } } } } },
    /"scanMS"\n.*at services\.onestop\.settings\.paces/,
  ],
  [
    'a setting of a service that has none',
    { services: { directory: { grpc: '127.0.0.1:1', settings: { paces: {} } } } },
    /"paces"\n.*at services\.directory\.settings/,
  ],
  ['no sites', { sites: [] }, 'sites'],
])('%s stops the start and is named', (_name, change, key) => {
  expect(() => load(change)).toThrow(key);
});

const beyond = '10.46.0.3';
test.each([
  ['gRPC', { services: { directory: { grpc: `${beyond}:1` } } }, 'services.directory.grpc'],
  ['gRPC on every interface', { services: { onestop: { grpc: '0.0.0.0:1' } } }, 'services.onestop.grpc'],
  ['NATS', { nats: { ...good.nats, url: `nats://${beyond}:3` } }, 'nats.url'],
  [
    'what a service listens at besides',
    { services: { onestop: { grpc: '127.0.0.1:1', settings: { listen: `${beyond}:2` } } } },
    'services.onestop.settings.listen',
  ],
  ['a database', { database: { ...good.database, uri: `mongodb://${beyond}:4` } }, 'database.uri'],
  [
    'one database of three',
    { database: { ...good.database, uri: `mongodb://127.0.0.1:4,localhost:5,${beyond}:6/?replicaSet=a` } },
    'database.uri',
  ],
  ['spans', { telemetry: { otlpEndpoint: `http://${beyond}:4318` } }, 'telemetry.otlpEndpoint'],
])('production refuses %s beyond the machine without TLS; a demonstration has it', (_name, change, field) => {
  expect(() => load(change)).toThrow(`${field}: TLS_REQUIRED: `);
  expect(() => load({ ...change, mode: 'demonstration' })).not.toThrow();
});

test('S1: production refuses a database that asks for no password; one of its own user per service will do', () => {
  const services = { directory: { grpc: '127.0.0.1:1' } };
  const open = { services, database: { ...good.database, uri: 'mongodb://127.0.0.1:4' } };
  expect(() => load(open)).toThrow('services.directory.database: DATABASE_OPEN: ');
  const own = {
    directory: { grpc: '127.0.0.1:1', database: { user: 'directory', password: 'mat-khau-cua-no' } },
  };
  expect(() => load({ ...open, services: own })).not.toThrow();
});

test("a service's settings have their defaults, and one that is not configured has none", () => {
  const { services: configured } = load({ services: { onestop: { grpc: '127.0.0.1:1' } } });
  expect(configured).toEqual({
    onestop: { grpc: '127.0.0.1:1', settings: { listen: '127.0.0.1:2', paces: { scanMs: 600_000 } } },
  });
});

test('production with a certificate speaks to other machines', () => {
  createAuthority(directory, 'authority').issue('site', [`IP:${beyond}`]);
  const config = load({
    tls: { ca: 'authority.pem', certificate: 'site.pem', key: 'site.key' },
    services: {
      directory: { grpc: `${beyond}:1` },
      onestop: { grpc: `${beyond}:1`, settings: { listen: '0.0.0.0:8443' } },
    },
    nats: { ...good.nats, url: `nats://${beyond}:3` },
    database: { ...good.database, uri: `mongodb://site:secret@${beyond}:4/?tls=true` },
    telemetry: { otlpEndpoint: `https://${beyond}:4318` },
  });
  expect(endpointOf(config, 'directory')).toEqual({
    address: `${beyond}:1`,
    tls: {
      ca: join(directory, 'authority.pem'),
      certificate: join(directory, 'site.pem'),
      key: join(directory, 'site.key'),
    },
  });
});

test.each([
  [
    'a file that is not there',
    { ca: 'nowhere.pem' },
    /tls\.ca: TLS_UNUSABLE: \S+nowhere\.pem cannot be read/,
  ],
  ['the key of another certificate', { key: 'authority.key' }, /tls: TLS_UNUSABLE: .*key values mismatch/],
  ['a file that is no certificate', { certificate: 'site.yaml' }, /tls: TLS_UNUSABLE: /],
  ['half of the files', { key: undefined }, /tls\.key/],
])('%s stops the start and is named', (_name, change, message) => {
  createAuthority(directory, 'authority').issue('site');
  const tls = { ca: 'authority.pem', certificate: 'site.pem', key: 'site.key', ...change };
  expect(() => load({ tls })).toThrow(message);
});
