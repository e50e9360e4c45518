import type { SiteConfig } from '@lienthong/runtime';
import { refusedInProduction, settings } from './config.ts';

const site = {} as SiteConfig;
const good = { listen: '127.0.0.1:8460', publicUrl: 'https://vinhhung.example' };

test.each([
  ['pages over plain HTTP', { publicUrl: 'http://127.0.0.1:8460' }, 'publicUrl: '],
  ['pages beyond the machine without TLS', { listen: '10.46.0.3:8460' }, 'listen: TLS_REQUIRED: '],
])('production refuses %s', (_name, change, start) => {
  const [refused = '', ...others] = refusedInProduction(settings.parse({ ...good, ...change }), site);
  expect(refused.startsWith(start)).toBe(true);
  expect(others).toEqual([]);
});

test('production takes pages on the loopback by HTTPS, and any address with a certificate', () => {
  expect(refusedInProduction(settings.parse(good), site)).toEqual([]);
  const tls = { ca: 'a', certificate: 'b', key: 'c' };
  expect(refusedInProduction(settings.parse({ ...good, listen: '0.0.0.0:8443' }), { ...site, tls })).toEqual(
    [],
  );
});
