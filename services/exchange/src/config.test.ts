import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSiteConfig } from '@lienthong/runtime';
import { timingOf } from './config.ts';
import { standardTiming } from './domain/timing.ts';

const directory = mkdtempSync(join(tmpdir(), 'lienthong-timing-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('a site that is configured without paces keeps those that the protocol was tried with', () => {
  const file = join(directory, 'site.yaml');
  const link = { user: 'c', password: 'd' };
  const site = {
    mode: 'production',
    site: 's20116',
    name: 'Xã Vinh Hưng',
    province: '46',
    homeUnit: '20116@0',
    sites: [{ id: 's20116', name: 'Xã Vinh Hưng', parent: '', owns: ['20116@0'], publicKey: 'x' }],
    services: { exchange: { grpc: '127.0.0.1:1' } },
    http: { listen: '127.0.0.1:2', publicUrl: 'https://vinhhung.example' },
    nats: { url: 'nats://127.0.0.1:3', user: 'a', password: 'b', link },
    database: { uri: 'mongodb://127.0.0.1:4', prefix: 's20116' },
    identity: {
      issuer: 'https://vinhhung.example/realms/lienthong',
      peopleFile: 'people.yaml',
      keyDirectory: 'keys',
      keySetCache: 'key-set.json',
    },
    dataDirectory: 'data',
  };
  writeFileSync(file, JSON.stringify(site));
  expect(timingOf(loadSiteConfig(file))).toEqual(standardTiming);
});
