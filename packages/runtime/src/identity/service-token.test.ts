import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServiceTokenVerifier } from './service-token.ts';

test.each([
  ['that never ends', { iat: 0 }, false],
  ['that lasts for a day', { iat: 0, exp: 86_400 }, false],
  ['that says not when it was made', { exp: 300 }, false],
  ['of five minutes', { iat: 0, exp: 300 }, true],
])('S13: a token of a service %s is taken: %#', async (_name, seconds, isTaken) => {
  const directory = mkdtempSync(join(tmpdir(), 'lienthong-service-keys-'));
  const { privateKey, publicKey } = await generateKeyPair('EdDSA');
  writeFileSync(join(directory, 'onestop.pub.jwk'), JSON.stringify(await exportJWK(publicKey)));
  const now = Math.floor(Date.now() / 1_000);
  const times = Object.fromEntries(Object.entries(seconds).map(([claim, at]) => [claim, now + at]));
  const token = await new SignJWT({ iss: 'service:onestop', aud: 'site:s20116', ...times })
    .setProtectedHeader({ alg: 'EdDSA' })
    .sign(privateKey);
  const verified = createServiceTokenVerifier('s20116', directory)(token);
  expect(
    await verified.then(
      () => true,
      () => false,
    ),
  ).toBe(isTaken);
});
