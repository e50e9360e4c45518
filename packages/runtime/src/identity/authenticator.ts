import { hash } from 'node:crypto';
import { Refusal } from '@lienthong/domain';
import { decodeJwt } from 'jose';
import type { SiteConfig } from '../site-config.ts';
import { openEndedRights } from './ended-rights.ts';
import { createPersonTokenVerifier } from './person-token.ts';
import type { Principal } from './principal.ts';
import { createServiceTokenVerifier } from './service-token.ts';

/** Who calls, and when the token that says so expires; machine time. */
export interface Caller {
  principal: Principal;
  expiresAt: number;
  /** Whether the issuer has taken back what the token says. */
  isEnded(): boolean;
}

/** Turns the `authorization` metadata of a call into who calls. @throws Refusal `TOKEN_MISSING`, `TOKEN_INVALID`, `TOKEN_EXPIRED`. */
export type Authenticator = (authorization: string | undefined) => Promise<Caller>;

/** Verified tokens are remembered by hash until they expire, at most a minute. */
export function createAuthenticator(config: Pick<SiteConfig, 'site' | 'identity'>): Authenticator {
  const verifyService = createServiceTokenVerifier(config.site, config.identity.keyDirectory);
  const verifyPerson = createPersonTokenVerifier(config.identity);
  const isEnded = openEndedRights(config.identity.keySetCache);
  const verified = new Map<string, { caller: Caller; until: number }>();

  async function verify(token: string): Promise<Caller> {
    if (decodeJwt(token).iss?.startsWith('service:'))
      return { ...(await verifyService(token)), isEnded: () => false };
    const { principal, expiresAt, issuedAt } = await verifyPerson(token);
    return { principal, expiresAt, isEnded: () => isEnded(principal.subject, issuedAt) };
  }

  async function callerOf(token: string): Promise<Caller> {
    const id = hash('sha256', token, 'base64url');
    const held = verified.get(id);
    if (held && held.until > Date.now()) return held.caller;
    try {
      const caller = await verify(token);
      if (verified.size > 5_000) verified.clear();
      verified.set(id, { caller, until: Math.min(caller.expiresAt, Date.now() + 60_000) });
      return caller;
    } catch (cause) {
      throw new Refusal('unauthenticated', 'TOKEN_INVALID', 'the bearer token is not valid here', { cause });
    }
  }

  return async (authorization) => {
    const [, token = ''] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (token === '') throw new Refusal('unauthenticated', 'TOKEN_MISSING', 'a bearer token is required');
    const caller = await callerOf(token);
    if (caller.isEnded()) throw tokenExpired('what the token says was taken back: get a new one');
    return caller;
  };
}

export const tokenExpired = (message: string): Refusal =>
  new Refusal('unauthenticated', 'TOKEN_EXPIRED', message);
