import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import { createPersonTokenVerifier, createServiceClient, endpointOf } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { type GatewaySite, startGatewaySite } from './gateway-site.ts';

let it: GatewaySite;

beforeAll(async () => {
  it = await startGatewaySite({ site: { services: ['directory', 'gateway'] } });
});
afterAll(() => it?.stop());

const tokenUrl = (): string => `${it.site.config.identity.issuer}/protocol/openid-connect/token`;

async function ask(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(tokenUrl(), { method: 'POST', body: new URLSearchParams(form), headers });
  return {
    status: response.status,
    body: (await response.json()) as { access_token: string; error?: string },
  };
}

const scripts = (username: string, password: string) =>
  ask({ grant_type: 'password', client_id: 'lienthong-cli', username, password });

test('the issuer describes itself by its public name, whatever Host a request brings', async () => {
  const { issuer } = it.site.config.identity;
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
    headers: {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    },
  });
  expect(await response.json()).toMatchObject({
    issuer,
    authorization_endpoint: `${issuer}/protocol/openid-connect/auth`,
    token_endpoint: `${issuer}/protocol/openid-connect/token`,
    jwks_uri: `${issuer}/protocol/openid-connect/certs`,
    end_session_endpoint: `${issuer}/protocol/openid-connect/logout`,
  });
});

test("a person's token has Keycloak's shape and is signed with a published RS256 key", async () => {
  const { status, body } = await scripts('chu.tich', 'mat-khau-2');
  expect(status).toBe(200);
  expect(decodeJwt(body.access_token)).toMatchObject({
    iss: it.site.config.identity.issuer,
    sub: 'p-2',
    aud: 'lienthong',
    typ: 'Bearer',
    realm_access: { roles: ['leader'] },
    units: ['20116@0'],
    name: 'Trần Văn Ước',
  });
  expect(decodeProtectedHeader(body.access_token).alg).toBe('RS256');
  const verified = await createPersonTokenVerifier(it.site.config.identity)(body.access_token);
  expect(verified.principal).toMatchObject({ kind: 'person', subject: 'p-2', roles: ['leader'] });
});

test('scripts of the demonstration get a token by password, throttled like the page', async () => {
  expect(await scripts('chu.tich', 'sai')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await scripts('khong.co', 'sai')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await ask({ grant_type: 'password', client_id: 'lienthong-cli' })).toMatchObject({ status: 400 });
});

test.each(['post', 'basic'])(
  'a system integrates with client credentials (%s), straight over gRPC',
  async (how) => {
    const secret = { client_id: 'he-thong-a', client_secret: 'bi-mat-a' };
    const { status, body } =
      how === 'post'
        ? await ask({ grant_type: 'client_credentials', ...secret })
        : await ask(
            { grant_type: 'client_credentials' },
            { authorization: `Basic ${Buffer.from('he-thong-a:bi-mat-a').toString('base64')}` },
          );
    expect(status).toBe(200);
    expect(decodeJwt(body.access_token)).toMatchObject({
      sub: 'he-thong-a',
      realm_access: { roles: ['integrator'] },
    });
    const client = createServiceClient(DirectoryServiceService, endpointOf(it.site.config, 'directory'));
    const authorization = `Bearer ${body.access_token}`;
    const { unit } = await client.getUnit({ unit: '20116@0', on: '' }, { authorization });
    expect(unit?.name).toBe('Xã Vinh Hưng');
    await expect(client.listSites({}, { authorization })).rejects.toMatchObject({ code: 'METHOD_UNKNOWN' });
    client.close();
  },
);

test.each([
  [{ grant_type: 'client_credentials', client_id: 'he-thong-a', client_secret: 'sai' }, 401],
  [{ grant_type: 'client_credentials', client_id: 'khong-co', client_secret: 'x' }, 401],
  [{ grant_type: 'client_credentials', client_id: 'lienthong-gateway' }, 401],
  [
    {
      grant_type: 'password',
      client_id: 'he-thong-a',
      client_secret: 'bi-mat-a',
      username: 'can.bo',
      password: 'mat-khau-1',
    },
    400,
  ],
  [{ grant_type: 'implicit', client_id: 'lienthong-cli' }, 400],
])('nobody gets a token that is not theirs %#', async (form, status) => {
  const answer = await ask(form as unknown as Record<string, string>);
  expect(answer.status).toBe(status);
  expect(answer.body.access_token).toBeUndefined();
});

test('an authorisation request without PKCE or for another address is refused', async () => {
  const { issuer } = it.site.config.identity;
  const authorise = (more: Record<string, string>) => {
    const url = new URL(`${issuer}/protocol/openid-connect/auth`);
    const parameters = {
      client_id: 'lienthong-gateway',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: `${it.origin}/auth/callback`,
      ...more,
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return fetch(url, { redirect: 'manual' });
  };
  const noPkce = await authorise({});
  expect(noPkce.headers.get('location')).toContain('error=invalid_request');
  const elsewhere = await authorise({
    redirect_uri: 'https://evil.example/',
    code_challenge: 'x'.repeat(43),
  });
  expect(elsewhere.status).toBe(400);
  expect(await elsewhere.text()).toContain('Chưa đăng nhập được');
});

test('the key set stands on disk from the start, and tokens verify while the issuer is away', async () => {
  const { identity } = it.site.config;
  const { body } = await scripts('can.bo', 'mat-khau-1');
  const published = (await (await fetch(`${identity.issuer}/protocol/openid-connect/certs`)).json()) as {
    keys: { kid: string }[];
  };
  const kept = JSON.parse(await readFile(identity.keySetCache, 'utf8')) as {
    keys: Record<string, unknown>[];
  };
  expect(kept.keys.map(({ kid }) => kid)).toEqual(published.keys.map(({ kid }) => kid));
  expect(kept.keys.some((key) => 'd' in key)).toBe(false);
  await it.gateway.stop();
  const away = await createPersonTokenVerifier(identity)(body.access_token);
  expect(away.principal.subject).toBe('p-1');
  await it.restart();
});

test('the signing key stays the same over a restart', async () => {
  const kid = async () =>
    decodeProtectedHeader((await scripts('can.bo', 'mat-khau-1')).body.access_token).kid;
  const before = await kid();
  await it.restart();
  expect(await kid()).toBe(before);
});

test('S1: with a new seal the old signing key is gone, and people sign in with a new one', async () => {
  const old = (await scripts('can.bo', 'mat-khau-1')).body.access_token;
  const { keyDirectory } = it.site.config.identity;
  execFileSync(process.execPath, [join(import.meta.dirname, '../src/renew-seal.ts'), keyDirectory]);
  await it.restart();
  const { access_token: renewed } = (await scripts('can.bo', 'mat-khau-1')).body;
  const verify = createPersonTokenVerifier(it.site.config.identity);
  await expect(verify(renewed)).resolves.toBeDefined();
  await expect(verify(old)).rejects.toThrow('no applicable key');
});

test('the gateway says whether it is ready, and why not', async () => {
  expect(await (await fetch(`${it.origin}/healthz`)).json()).toEqual({ alive: true });
  await eventually(async () => (await fetch(`${it.origin}/readyz`)).status === 200);
});
