import { readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isUnitKey } from '@lienthong/domain';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { type IntegratingSystem, type Person, type Role, roles } from './principal.ts';

export interface PersonTokenSettings {
  issuer: string;
  audience: string;
  /** The last key set seen is kept here. */
  keySetCache: string;
}

export interface VerifiedToken {
  principal: Person | IntegratingSystem;
  /** Machine time. */
  expiresAt: number;
  /** Seconds since 1970. */
  issuedAt: number;
}

/** An access token is renewed every few minutes: one for longer was made by somebody who means to keep it. */
const longestSeconds = 3_600;
/** Clocks of two machines. */
const issuerAheadSeconds = 60;
/** As an issuer's ids are: nothing that could end a line or a field. */
const subjectPattern = /^[\x21-\x7e]{1,255}$/;

/** While the issuer does not answer it is asked again this often; in between the key set on disk serves at once. */
const askAgainMs = 30_000;

/**
 * Verifies access tokens of the site's issuer (Keycloak's shape: `realm_access.roles`; the claim `units` holds unit keys). While the
 * issuer is away, or answers anything but a key set, the last key set on disk serves.
 */
export function createPersonTokenVerifier(
  settings: PersonTokenSettings,
): (token: string) => Promise<VerifiedToken> {
  const remote = createRemoteJWKSet(new URL(`${settings.issuer}/protocol/openid-connect/certs`), {
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    timeoutDuration: 3_000,
  });
  let kept = '';
  const keep = async (): Promise<void> => {
    const text = JSON.stringify(remote.jwks());
    if (text === kept || remote.jwks() === undefined) return;
    kept = text;
    await mkdir(dirname(settings.keySetCache), { recursive: true });
    const draft = `${settings.keySetCache}.${process.pid}.new`;
    await writeFile(draft, text);
    await rename(draft, settings.keySetCache);
  };
  const checks = {
    issuer: settings.issuer,
    audience: settings.audience,
    algorithms: ['RS256', 'ES256'],
    clockTolerance: 5,
    requiredClaims: ['sub', 'exp', 'iat'],
  };
  let awayUntil = 0;
  const verifyFromDisk = (token: string) =>
    jwtVerify(token, createLocalJWKSet(readKeySet(settings.keySetCache)), checks);
  const verify = async (token: string) => {
    if (Date.now() < awayUntil) return verifyFromDisk(token);
    try {
      const result = await jwtVerify(token, remote, checks);
      await keep();
      return result;
    } catch (error) {
      if (!isIssuerAway(error)) throw error;
      const result = await verifyFromDisk(token);
      awayUntil = Date.now() + askAgainMs;
      return result;
    }
  };
  return async (token) => {
    const verified = await verify(token);
    const { payload } = verified;
    refuseOtherThanAccess(payload);
    const granted = listOf((payload['realm_access'] as { roles?: unknown } | undefined)?.roles);
    const units = listOf(payload['units']);
    const rights = {
      subject: payload.sub,
      roles: roles.filter((role): role is Role => granted.includes(role)),
      units: units.filter((unit): unit is string => typeof unit === 'string' && isUnitKey(unit)),
    };
    const principal: Person | IntegratingSystem = rights.roles.includes('integrator')
      ? { kind: 'system', ...rights }
      : { kind: 'person', name: typeof payload['name'] === 'string' ? payload['name'] : '', ...rights };
    return { principal, expiresAt: (payload.exp ?? 0) * 1_000, issuedAt: payload.iat ?? 0 };
  };
}

/**
 * An issuer signs other tokens with the same keys, and a claim too many in its settings gives them our audience. Without a subject all
 * of its people would be one: in events, and for keys of commands.
 */
function refuseOtherThanAccess(
  payload: JWTPayload & { typ?: unknown },
): asserts payload is JWTPayload & { sub: string } {
  const { sub, typ, iat = Number.NaN, exp = Number.NaN } = payload;
  if (typeof sub !== 'string' || !subjectPattern.test(sub)) throw new Error('"sub" names nobody');
  if (typ !== undefined && typ !== 'Bearer') throw new Error('"typ" is not Bearer: no access token');
  if (!(iat <= Date.now() / 1_000 + issuerAheadSeconds)) throw new Error('"iat" lies ahead');
  if (!(exp - iat <= longestSeconds))
    throw new Error('"exp" is too far from "iat": no access token lasts as long');
}

/** A claim of another shape grants nothing: in a text, parts of a word would be found. */
const listOf = (claim: unknown): unknown[] => (Array.isArray(claim) ? claim : []);

/** The key set could not be had; anything else is the token's fault. */
function isIssuerAway(error: unknown): boolean {
  return (
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    // Another status than 200, or no JSON: a proxy's page in place of the key set.
    error.code === errors.JOSEError.code
  );
}

function readKeySet(file: string): JSONWebKeySet {
  return JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet;
}
