import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { createPersonTokenVerifier } from './person-token.ts';

const directory = mkdtempSync(join(tmpdir(), 'lienthong-keys-'));
const keySetCache = join(directory, 'key-set.json');
let server: Server;
let issuer = '';
let answer: { status: number; body: string } = { status: 200, body: '' };
let asked = 0;
let sign: (issuedBy?: string) => Promise<string>;
let signClaims: (claims: JWTPayload) => Promise<string>;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const good = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }] });
  answer = { status: 200, body: good };
  server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/lienthong`;
  signClaims = (claims) =>
    new SignJWT({ realm_access: { roles: ['clerk', 'king'] }, units: ['20116@0', 'x'], ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .sign(privateKey);
  sign = (iss = issuer) => signClaims({ iss, aud: 'lienthong', sub: 'p', iat: now(), exp: inFiveMinutes() });
  // The last key set that was seen is kept on disk.
  const { principal } = await create()(await sign());
  expect(principal).toMatchObject({ roles: ['clerk'], units: ['20116@0'] });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(directory, { recursive: true });
});

const now = (): number => Math.floor(Date.now() / 1_000);
const inFiveMinutes = (): number => now() + 300;
const create = () => createPersonTokenVerifier({ issuer, audience: 'lienthong', keySetCache });

test.each([
  ['an error', { status: 503, body: 'busy' }],
  ['a page of a proxy', { status: 200, body: '<html>sign in to the network</html>' }],
  ['JSON that is no key set', { status: 200, body: '{"keys": 7}' }],
])('tokens verify with the last key set while the issuer answers %s', async (_name, wrong) => {
  const right = answer;
  answer = wrong;
  try {
    const { principal } = await create()(await sign());
    expect(principal.subject).toBe('p');
  } finally {
    answer = right;
  }
});

test('an issuer that is away is not asked for every token', async () => {
  const right = answer;
  answer = { status: 503, body: '' };
  try {
    const verify = create();
    await verify(await sign());
    const before = asked;
    await Promise.all([verify(await sign()), verify(await sign()), verify(await sign())]);
    expect(asked).toBe(before);
  } finally {
    answer = right;
  }
});

test('a token of another issuer stays refused, whoever is away', async () => {
  await expect(create()(await sign('https://elsewhere.example'))).rejects.toThrow('iss');
});

test.each<[string, JWTPayload]>([
  // An issuer's client without the scope that carries it: all its people would be one, in events and idempotency keys alike.
  ['that names nobody', {}],
  ['that names nobody in an empty text', { sub: '' }],
  ['that never ends', { sub: 'p', exp: undefined }],
  ['that tells the application who signed in', { sub: 'p', typ: 'ID' }],
  ['that only renews', { sub: 'p', typ: 'Refresh' }],
  ['that lasts for years', { sub: 'p', exp: now() + 315_360_000 }],
  ['that lasts for longer than an hour', { sub: 'p', exp: now() + 3_700 }],
  ['that says not when it was made', { sub: 'p', iat: undefined }],
  ['of next year', { sub: 'p', iat: now() + 31_536_000, exp: now() + 31_536_300 }],
  ['whose subject is a number', { sub: 7 as unknown as string }],
  ['whose subject ends a line', { sub: 'p\nq' }],
])('S1: a token %s opens nothing', async (_name, claims) => {
  const common = { iss: issuer, aud: 'lienthong', iat: now(), exp: inFiveMinutes() };
  await expect(create()(await signClaims({ ...common, sub: 'p', typ: 'Bearer' }))).resolves.toBeDefined();
  await expect(create()(await signClaims({ ...common, ...claims }))).rejects.toThrow(/"?(sub|exp|typ|iat)"?/);
});

test('S1: roles and units of another shape than lists are none', async () => {
  const claims = { iss: issuer, aud: 'lienthong', sub: 'p', iat: now(), exp: inFiveMinutes() };
  const odd = { ...claims, realm_access: { roles: 'subclerk' }, units: '20116@0' };
  const { principal } = await create()(await signClaims(odd));
  expect(principal).toMatchObject({ roles: [], units: [] });
});
