import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import type { ServiceName } from '../site-config.ts';
import type { CallingService, Role } from './principal.ts';

const lifetimeSeconds = 300;
/** Of a token that is taken: another release may give its services more. */
const longestSeconds = 3_600;

/** What a service presents to another one of its site: its own credential, naming the person acted for. */
export interface ServiceIdentity {
  readonly service: ServiceName;
  /** A bearer token; made anew before it expires. */
  token(onBehalfOf?: CallingService['onBehalfOf']): Promise<string>;
}

/** @param keyDirectory holds `<service>.jwk`, an Ed25519 private key. */
export function createServiceIdentity(
  service: ServiceName,
  site: string,
  keyDirectory: string,
): ServiceIdentity {
  const jwk = JSON.parse(readFileSync(join(keyDirectory, `${service}.jwk`), 'utf8')) as JWK;
  const key = importJWK(jwk, 'EdDSA');
  const cache = new Map<string, { token: string; until: number }>();
  return {
    service,
    async token(onBehalfOf) {
      const id =
        onBehalfOf === undefined ? '' : createHash('sha256').update(JSON.stringify(onBehalfOf)).digest('hex');
      const held = cache.get(id);
      if (held && held.until > Date.now()) return held.token;
      const token = await new SignJWT(onBehalfOf === undefined ? {} : { act: onBehalfOf })
        .setProtectedHeader({ alg: 'EdDSA' })
        .setIssuer(`service:${service}`)
        .setAudience(`site:${site}`)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds}s`)
        .sign(await key);
      if (cache.size > 1_000) cache.clear();
      cache.set(id, { token, until: Date.now() + (lifetimeSeconds / 2) * 1_000 });
      return token;
    },
  };
}

const publicKey = /^([a-z0-9]+)\.pub\.jwk$/;

/**
 * Verifies service tokens of this site. Its services are those whose `<service>.pub.jwk` lies in the key directory.
 *
 * @throws when the token is not one, or not valid.
 */
export function createServiceTokenVerifier(
  site: string,
  keyDirectory: string,
): (token: string) => Promise<{ principal: CallingService; expiresAt: number }> {
  const keys = new Map<string, { service: ServiceName; file: string }>(
    readdirSync(keyDirectory).flatMap((file) => {
      const [, service] = publicKey.exec(file) ?? [];
      // The site's own key signs records, never a token.
      return service === undefined || service === 'site'
        ? []
        : [[`service:${service}`, { service, file: join(keyDirectory, file) }] as const];
    }),
  );
  const imported = new Map<ServiceName, ReturnType<typeof importJWK>>();
  const issuerOf = (iss: unknown): { service: ServiceName; file: string } => {
    const found = keys.get(String(iss));
    if (!found) throw new Error('not a service of this site');
    return found;
  };
  const keyOf = (iss: unknown): ReturnType<typeof importJWK> => {
    const { service, file } = issuerOf(iss);
    const key = imported.get(service) ?? importJWK(JSON.parse(readFileSync(file, 'utf8')) as JWK, 'EdDSA');
    imported.set(service, key);
    return key;
  };
  return async (token) => {
    const { payload } = await jwtVerify(
      token,
      async (_header, jws) => {
        const claims = JSON.parse(Buffer.from(String(jws.payload), 'base64url').toString()) as {
          iss?: string;
        };
        return keyOf(claims.iss);
      },
      { audience: `site:${site}`, algorithms: ['EdDSA'], requiredClaims: ['exp', 'iat'] },
    );
    if (!(Number(payload.exp) - Number(payload.iat) <= longestSeconds))
      throw new Error('"exp" is too far from "iat"');
    const act = payload['act'] as { subject: string; roles: Role[]; units: string[] } | undefined;
    return {
      principal: {
        kind: 'service',
        service: issuerOf(payload.iss).service,
        ...(act === undefined ? {} : { onBehalfOf: act }),
      },
      expiresAt: (payload.exp ?? 0) * 1_000,
    };
  };
}
