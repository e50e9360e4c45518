import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type GatewaySite, startGatewaySite } from './gateway-site.ts';

const webDirectory = mkdtempSync(join(tmpdir(), 'lienthong-web-'));
let it: GatewaySite;

beforeAll(async () => {
  mkdirSync(join(webDirectory, 'assets'));
  const script = 'console.log("ứng dụng");'.repeat(200);
  writeFileSync(join(webDirectory, 'index.html'), '<!doctype html><title>Liên Thông</title>');
  writeFileSync(join(webDirectory, 'service-worker.js'), script);
  writeFileSync(join(webDirectory, 'assets/app-BaZ9x_12.js'), script);
  writeFileSync(join(webDirectory, 'assets/app-BaZ9x_12.js.br'), brotliCompressSync(script));
  const settings = { gateway: { webApp: webDirectory } };
  it = await startGatewaySite({ site: { services: ['directory', 'gateway'], settings } });
});
afterAll(async () => {
  await it?.stop();
  rmSync(webDirectory, { recursive: true });
});

test.each(['/', '/ho-so', '/ho-so/0197c1c2-1111-7000-8000-000000000000?x=1', '/dieu-hanh/46@0'])(
  'a path of the app answers its first page: %s',
  async (path) => {
    const response = await fetch(new URL(path, it.origin));
    expect(await response.text()).toContain('<title>Liên Thông</title>');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  },
);

test('case 7: the service worker is asked for again each time, and may run under the content policy', async () => {
  const response = await fetch(new URL('/service-worker.js', it.origin));
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(response.headers.get('content-type')).toContain('javascript');
  // Without a rule for workers that for scripts holds: our own alone.
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  expect(response.headers.get('content-security-policy')).not.toContain('worker-src');
});

test('a hashed file stays for ever and comes compressed', async () => {
  const response = await fetch(new URL('/assets/app-BaZ9x_12.js', it.origin), {
    headers: { 'accept-encoding': 'br' },
  });
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('content-encoding')).toBe('br');
  expect(response.headers.get('content-type')).toContain('javascript');
  expect(await response.text()).toContain('ứng dụng');
});

test.each([
  '/assets/app-OLD12345.js',
  '/favicon.png',
  '/../package.json',
  '/%2e%2e/%2e%2e/etc/passwd.txt',
  '/api/nothing',
  '/auth/nothing',
  '/realms/other',
  '/auth/assets/..%2fapp.ts',
])('what is not there is not there, and nothing outside is: %s', async (path) => {
  const response = await fetch(new URL(path, it.origin));
  expect(response.status).toBe(404);
});

test("the gateway's own pages need nothing from elsewhere", async () => {
  const page = await it.browser().visit('/auth/sign-in');
  expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//);
  const assets = [...page.text.matchAll(/"(\/auth\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
  const css = await (await fetch(new URL('/auth/assets/pages.css', it.origin))).text();
  const fromCss = [...css.matchAll(/url\('([^']+)'\)/g)].map(([, path]) => path ?? '');
  expect(fromCss.every((path) => path.startsWith('/auth/assets/'))).toBe(true);
  for (const path of [...assets, ...fromCss]) {
    const response = await fetch(new URL(path, it.origin));
    expect([path, response.status]).toEqual([path, 200]);
    await response.body?.cancel();
  }
});

test('only reading is possible', async () => {
  expect((await fetch(new URL('/', it.origin), { method: 'PUT', body: 'x' })).status).toBe(405);
});
