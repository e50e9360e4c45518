import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { createApp as createDirectory } from '@lienthong/directory';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';
import { hashPassword } from '../src/issuer/passwords.ts';
import { type Browser, createBrowser } from './browser.ts';

const publicUrl = 'https://mot-cua.localhost:9';
let site: TestSite;
let browser: Browser;
/** The gateway's clock, where a test counts within a minute however long it takes. */
let stopped: number | undefined;

/** A site in production with one person, not yet hosted. */
async function startProduction(): Promise<TestSite> {
  const started = await startTestSite({
    services: ['gateway', 'directory'],
    settings: { gateway: { publicUrl } },
    change(config) {
      config.mode = 'production';
      delete config.clockFile;
    },
  });
  const person = {
    subject: 'p-1',
    username: 'can.bo',
    name: 'Nguyễn Thị Bình',
    roles: ['clerk'],
    units: ['20116@0'],
  };
  await writeFile(
    started.config.identity.peopleFile,
    JSON.stringify({ people: [{ ...person, passwordHash: await hashPassword('mat-khau-1') }] }),
  );
  return started;
}

beforeAll(async () => {
  site = await startProduction();
  await site.host({
    gateway: (context) => createApp({ ...context, machineClock: { now: () => stopped ?? Date.now() } }),
  });
  browser = stranger();
});
afterAll(() => site?.stop());

test('behind a proxy with TLS people sign in under the public name, with cookies that stay in HTTPS and at this host', async () => {
  const end = await browser.signIn('can.bo', 'mat-khau-1', '/ho-so');
  expect(end.url).toContain(`${publicUrl}/auth/callback`);
  expect(end.status).toBe(200);
  const ours = browser.setCookies.filter((line) => line.startsWith('__Host-'));
  // The session's, that of the sign-in, and the device's.
  expect(ours).toHaveLength(3);
  for (const line of browser.setCookies) expect(line).toMatch(/; secure/i);
  expect((await browser.get('/auth/me')).status).toBe(200);
});

test('a page on another name is led to the public one before signing in', async () => {
  const response = await fetch(`http://${site.page.listen}/auth/sign-in?return=/a`, {
    redirect: 'manual',
  });
  expect(response.headers.get('location')).toBe(`${publicUrl}/auth/sign-in?return=/a`);
});

test('a request that names another site in its first line is led to the public address all the same', async () => {
  const [host, port] = site.page.listen.split(':');
  const location = await new Promise<string | undefined>((resolve, reject) => {
    const asked = request({ host, port, path: 'http://evil.example/auth/sign-in?return=/a' }, (answer) => {
      answer.resume();
      resolve(answer.headers.location);
    });
    asked.on('error', reject).end();
  });
  expect(location).toBe(`${publicUrl}/auth/sign-in?return=/a`);
});

/** As the site's proxy passes a request on: what the client said of itself, then the client's own address. */
const from = (address: string, said = '203.0.113.9') => ({ 'x-forwarded-for': `${said}, ${address}` });

test('S7: an office behind one address is slowed by its wrong passwords and never stopped; it cannot say that they come from elsewhere', async () => {
  const page = await browser.visit('/auth/sign-in');
  const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(page.text) ?? [];
  const attempt = async (index: number): Promise<number> => {
    const body = new URLSearchParams({ username: `nguoi.${index}`, password: 'sai' }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return (await browser.post(action, body, { ...type, ...from('10.46.0.7', `203.0.113.${index}`) })).status;
  };
  for (let index = 0; index < 30; index += 1) expect(await attempt(index)).toBe(401);
  for (let index = 30; index < 35; index += 1) expect(await attempt(index)).toBe(401);
  const began = performance.now();
  expect(await attempt(35)).toBe(401);
  expect(performance.now() - began).toBeGreaterThan(600);
});

test.each([
  ['sign-ins that nobody finishes', '/auth/sign-in', 'GET'],
  ['guessed secrets of a system', '/realms/lienthong/protocol/openid-connect/token', 'POST'],
])('%s have to wait, and nobody else does', async (_name, path, method) => {
  const ask = (address: string) =>
    fetch(`http://${site.page.listen}${path}`, {
      method,
      redirect: 'manual',
      headers: { 'x-forwarded-host': new URL(publicUrl).host, ...from(address) },
    });
  const neighbour = method === 'GET' ? 303 : 400;
  stopped = Date.now();
  let answer = await ask('10.46.0.8');
  let asked = 1;
  for (; answer.status !== 429 && asked < 2_000; asked += 1) answer = await ask('10.46.0.8');
  expect(asked).toBeLessThan(2_000);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask('10.46.0.9')).status).toBe(neighbour);
  stopped = undefined;
});

test('browsers are told to come by HTTPS only', async () => {
  const { headers } = await browser.get('/auth/me');
  expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
});

test('production gives no token for a password, and shows nobody on the sign-in page', async () => {
  const response = await browser.post(
    '/realms/lienthong/protocol/openid-connect/token',
    new URLSearchParams({
      grant_type: 'password',
      client_id: 'lienthong-cli',
      username: 'can.bo',
      password: 'mat-khau-1',
    }).toString(),
    { 'content-type': 'application/x-www-form-urlencoded' },
  );
  expect(response.status).toBe(401);
  const page = await browser.visit('/auth/sign-in');
  expect(page.text).not.toContain('can.bo');
});

test('S13: strangers learn whether the site is ready, and not why it is not', async () => {
  const ask = async (headers: Record<string, string>): Promise<string[]> =>
    Object.keys((await (await fetch(`http://${site.page.listen}/readyz`, { headers })).json()) as object);
  expect(await ask(from('10.46.0.20'))).toEqual(['ready']);
  expect(await ask({})).toEqual(['ready', 'problems', 'others']);
});

test('S1: without its seal the gateway says what is missing, the rest of the site works, and a new seal needs no restart', async () => {
  const sealless = await startProduction();
  try {
    const { keyDirectory } = sealless.config.identity;
    await rm(join(keyDirectory, 'issuer.seal'));
    const hosting = sealless.host({ directory: createDirectory, gateway: createApp });
    const ready = () => fetch(`http://${sealless.page.listen}/readyz`);
    const health = await eventually(async () => {
      const answer = await ready();
      const found = (await answer.json()) as Record<'problems' | 'others', unknown>;
      const { directory } = found.others as { directory?: { ready: boolean } };
      // Before it has its database there are others in the way.
      const isNamed = JSON.stringify(found.problems).includes('ISSUER_SEAL_MISSING');
      return directory?.ready && isNamed ? { status: answer.status, ...found } : undefined;
    });
    expect(health).toMatchObject({ status: 503, ready: false });
    const person = createBrowser(publicUrl, `http://${sealless.page.listen}`);
    expect((await person.get('/auth/sign-in')).status).toBe(503);
    execFileSync(process.execPath, [join(import.meta.dirname, '../src/renew-seal.ts'), keyDirectory]);
    await hosting;
    expect((await person.signIn('can.bo', 'mat-khau-1')).status).toBe(200);
    await eventually(async () => (await ready()).status === 200);
  } finally {
    await sealless.stop();
  }
});

test('S13: no other resource than the platform has its tokens', async () => {
  const response = await browser.get(
    '/realms/lienthong/protocol/openid-connect/auth?client_id=lienthong-gateway&response_type=code&scope=openid&resource=urn:other' +
      '&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&state=a&redirect_uri=' +
      encodeURIComponent(`${publicUrl}/auth/callback`),
  );
  expect(response.headers.get('location')).toContain('error=invalid_target');
});

/** A form on a connection of its own: one that is kept may be closed while a crowd waits. */
const sendForm = (
  action: string,
  cookies: Browser['cookies'],
  form: Record<string, string>,
  address: string,
) =>
  new Promise<number | undefined>((resolve, reject) => {
    const [host, port] = site.page.listen.split(':');
    const headers = {
      host: new URL(publicUrl).host,
      origin: publicUrl,
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'content-type': 'application/x-www-form-urlencoded',
      ...from(address),
    };
    const asked = request({ host, port, path: action, method: 'POST', agent: false, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end(new URLSearchParams(form).toString());
  });

const stranger = (): Browser => createBrowser(publicUrl, `http://${site.page.listen}`);

test('S7: while two networks guess all that they can, a person signs in at once on a known device, and on a new one elsewhere', async () => {
  const actionOf = async (which: Browser): Promise<string> =>
    /<form method="post" action="([^"]+)"/.exec((await which.visit('/auth/sign-in')).text)?.[1] ?? '';
  const [guesser, newcomer] = [stranger(), stranger()];
  await browser.signIn('can.bo', 'mat-khau-1');
  const [guessing, known, fresh] = [
    await actionOf(guesser),
    await actionOf(browser),
    await actionOf(newcomer),
  ];
  let answered = 0;
  const guesses = Array.from({ length: 60 }, async (_, index) => {
    const form = { username: `doan.${index}`, password: 'sai' };
    await sendForm(guessing, guesser.cookies, form, `10.46.1.${1 + (index % 2)}`);
    answered += 1;
  });
  await Promise.race(guesses);
  const right = { username: 'can.bo', password: 'mat-khau-1' };
  // Beside one of the guessers, as in an office behind one address.
  expect(await sendForm(known, browser.cookies, right, '10.46.1.1')).toBe(303);
  expect(await sendForm(fresh, newcomer.cookies, right, '10.46.1.3')).toBe(303);
  // In one line with the others they come behind all of them.
  expect(answered).toBeLessThan(guesses.length / 3);
  await Promise.all(guesses);
});
