import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/**
 * Makes the keys of a site that are not there yet: `site.jwk` signs its records, `<service>.jwk` its services' tokens, and
 * `<name>.pub.jwk` is what others check with. All Ed25519, private files readable by their owner alone. `issuer.seal` opens the signing keys
 * that the gateway keeps in its database.
 *
 * @returns the site's public key, base64url, as the registry of sites wants it.
 */
export async function ensureSiteKeys(directory: string, services: readonly string[]): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const name of ['site', ...services]) {
    const file = join(directory, `${name}.jwk`);
    if (existsSync(file)) continue;
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
    await writeFile(join(directory, `${name}.pub.jwk`), JSON.stringify(await exportJWK(publicKey)));
    await writeFile(file, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
  }
  const seal = join(directory, 'issuer.seal');
  if (!existsSync(seal)) await writeFile(seal, randomBytes(32).toString('base64url'), { mode: 0o600 });
  const site = JSON.parse(readFileSync(join(directory, 'site.pub.jwk'), 'utf8')) as JWK;
  return site.x ?? '';
}
