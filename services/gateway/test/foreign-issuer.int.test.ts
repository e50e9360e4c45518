import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { startTestSite, type TestSite } from '@lienthong/testkit';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { type Db, MongoClient } from 'mongodb';
import Provider, { type AdapterPayload } from 'oidc-provider';
import { createApp } from '../src/app.ts';
import { createGrantStore } from '../src/issuer/grant-store.ts';
import { type Browser, createBrowser } from './browser.ts';

let site: TestSite;
let server: Server;
let mongo: MongoClient;
let browser: Browser;
/** What the issuer does now. */
let issuerAnswers = true;
/** How long ago it says that the person signed in. */
let signedInSecondsAgo = 0;

/** An issuer of somebody else, as a Keycloak at the province would be: it signs everybody in as one person. */
async function startForeignIssuer(db: Db, port: number, gatewayKey: JWK, publicUrl: string): Promise<Server> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'foreign', alg: 'RS256', use: 'sig' };
  const client = {
    client_id: 'lienthong-gateway',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [`${publicUrl}/auth/callback`],
    post_logout_redirect_uris: [`${publicUrl}/`],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [{ ...gatewayKey, use: 'sig' } as never] },
  };
  const issuer = new Provider(`http://127.0.0.1:${port}`, {
    jwks: { keys: [jwk as never] },
    cookies: { keys: ['of a test'] },
    adapter: await createGrantStore(db, (id) =>
      id === client.client_id ? (client as AdapterPayload) : undefined,
    ),
    routes: { jwks: '/protocol/openid-connect/certs', token: '/somewhere/else' },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:x',
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: '', audience: 'lienthong', accessTokenFormat: 'jwt' }),
      },
    },
    interactions: { url: (_context, { uid }) => `/sign-in/${uid}` },
    issueRefreshToken: () => true,
    ttl: {
      AccessToken: 3_600,
      Grant: 7_200,
      IdToken: 3_600,
      Interaction: 600,
      RefreshToken: 7_200,
      Session: 7_200,
    },
    claims: { openid: ['sub'], profile: ['name'] },
    renderError: (context, { error, error_description: words }) => {
      context.body = `${error}: ${words}`;
    },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        accountId: oidc.session?.accountId,
        clientId: 'lienthong-gateway',
      });
      grant.addOIDCScope('openid profile');
      grant.addResourceScope('urn:x', '');
      await grant.save();
      return grant;
    },
    extraTokenClaims: () => ({
      realm_access: { roles: ['leader', 'offline_access'] },
      units: ['20116@0'],
      name: 'Lê Lợi',
    }),
  });
  const handle = issuer.callback();
  const listening = createServer((request, response) => {
    if (!issuerAnswers) response.writeHead(502).end('<html>bad gateway</html>');
    else if (request.url?.startsWith('/sign-in/'))
      void issuer.interactionFinished(request, response, {
        login: { accountId: 'keycloak-1', ts: Math.floor(Date.now() / 1_000) - signedInSecondsAgo },
      });
    else void handle(request, response);
  });
  await new Promise<void>((done) => listening.listen(port, '127.0.0.1', done));
  return listening;
}

let ahead = 0;

beforeAll(async () => {
  const port = await findFreePort();
  site = await startTestSite({
    services: ['gateway', 'directory'],
    change(config) {
      config.identity.issuer = `http://127.0.0.1:${port}`;
    },
  });
  mongo = await MongoClient.connect(site.config.database.uri);
  const key = JSON.parse(
    readFileSync(join(site.config.identity.keyDirectory, 'gateway.pub.jwk'), 'utf8'),
  ) as JWK;
  server = await startForeignIssuer(
    mongo.db(`${site.config.database.prefix}_foreign`),
    port,
    key,
    site.page.publicUrl,
  );
  await site.host({
    gateway: (context) => createApp({ ...context, machineClock: { now: () => Date.now() + ahead } }),
  });
  browser = createBrowser(site.page.publicUrl);
});
afterAll(async () => {
  await mongo?.close();
  await site?.stop();
  server?.close();
  server?.closeAllConnections();
});

test('a person signs in at an issuer elsewhere, through discovery alone', async () => {
  const end = await browser.visit('/auth/sign-in?return=/ho-so');
  if (!end.url.includes('/auth/callback')) throw new Error(end.text);
  expect(end.text).toContain('content="0;url=/ho-so"');
  expect(await (await browser.get('/auth/me')).json()).toMatchObject({
    subject: 'keycloak-1',
    name: 'Lê Lợi',
    roles: ['leader'],
  });
});

test('S2: nobody is signed in by an issuer that remembers who signed in before', async () => {
  signedInSecondsAgo = 120;
  const other = createBrowser(site.page.publicUrl);
  const end = await other.visit('/auth/sign-in');
  signedInSecondsAgo = 0;
  expect(end.url).toContain('/auth/callback');
  expect(end.text).not.toContain('http-equiv="refresh"');
  expect((await other.get('/auth/me')).status).toBe(401);
});

test('there is no issuer of our own then', async () => {
  expect((await browser.get('/realms/lienthong/.well-known/openid-configuration')).status).toBe(404);
});

test('while the issuer is away a session lives on its token, then waits, and goes on when it is back', async () => {
  issuerAnswers = false;
  ahead = 3_550_000;
  expect((await browser.get('/auth/me')).status).toBe(200);
  ahead = 3_700_000;
  const away = await browser.get('/auth/me');
  expect([away.status, await away.text()]).toEqual([503, expect.stringContaining('ISSUER_UNAVAILABLE')]);
  issuerAnswers = true;
  expect((await browser.get('/auth/me')).status).toBe(200);
});

test('a way back that leads nowhere is told in words; whoever is signed in goes on, also while the issuer is away', async () => {
  issuerAnswers = false;
  expect((await browser.get('/auth/callback?state=x')).status).toBe(200);
  const stranger = await fetch(new URL('/auth/callback?state=x', site.page.publicUrl));
  expect([stranger.status, await stranger.text()]).toEqual([
    400,
    expect.stringContaining('Chưa đăng nhập được'),
  ]);
  issuerAnswers = true;
});

test('signing out leads to the end of the session there', async () => {
  const { next } = (await (await browser.post('/auth/sign-out', '{}')).json()) as { next: string };
  expect(next).toContain(site.config.identity.issuer);
  expect((await browser.get('/auth/me')).status).toBe(401);
});
