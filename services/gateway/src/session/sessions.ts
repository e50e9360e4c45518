import {
  createPersonTokenVerifier,
  type Logger,
  type MachineClock,
  openEndedRights,
  type SiteConfig,
} from '@lienthong/runtime';
import type { Request } from 'express';
import { decodeJwt } from 'jose';
import { shouldRenew } from '../domain/session-lifetime.ts';
import { readCookie, type SessionCookies } from '../http/cookies.ts';
import { edgeRefusal } from '../refuse.ts';
import type { IdentityProvider, Tokens } from './identity-provider.ts';
import { hashOf } from './sealing.ts';
import type { Session, SessionStore, SignedInPerson } from './session-store.ts';

/** What a call is made with. */
export interface Authorised {
  session: Session;
  /** The `authorization` of the person's gRPC calls. */
  authorization: string;
}

export interface Sessions {
  /** Makes a session of what the issuer gave. @returns the secret for the cookie. */
  begin(tokens: Tokens): Promise<string>;
  /**
   * The session of a request with an access token that lasts.
   * @param options.isOf whether the request is that of the person who is signed in; absent: it is.
   * @throws Refusal `SESSION_MISSING`, `SESSION_ENDED`, `SESSION_OF_ANOTHER`, `ISSUER_UNAVAILABLE`.
   */
  authorise(
    request: Request,
    options: { activity: boolean; isOf?: (person: SignedInPerson) => boolean },
  ): Promise<Authorised>;
  /** Whether this process has verified a session of this id; one that ended may still be among them. */
  isKnown(id: string): boolean;
  /** Whether a cookie's secret opens a session; after that it is known. */
  isSession(secret: string): Promise<boolean>;
  /** The session that a request's cookie names, whether it is one or not. */
  idOf(request: Request): string | undefined;
  /** Ends a session here. */
  drop(id: string): Promise<void>;
  /** Ends a request's session, here and at the issuer. @returns where the browser ends the issuer's own session; undefined: no session. */
  end(request: Request): Promise<string | undefined>;
  /** Calls back once when a session ends in this process. @returns takes the listener away. */
  onEnd(id: string, listener: () => void): () => void;
}

/** Verified sessions remembered at once; one that is forgotten is verified by its next call. */
const sessionsKept = 10_000;

export function createSessions(parts: {
  config: SiteConfig;
  store: SessionStore;
  provider: IdentityProvider;
  cookies: SessionCookies;
  clock: MachineClock;
  logger: Logger;
}): Sessions {
  const { config, store, provider, cookies, clock, logger } = parts;
  const verify = createPersonTokenVerifier(config.identity);
  const isEnded = openEndedRights(config.identity.keySetCache);
  const renewals = new Map<string, Promise<Session | undefined>>();
  const listeners = new Map<string, Set<() => void>>();
  const verified = new Set<string>();

  async function personOf(tokens: Tokens): Promise<SignedInPerson> {
    const { principal } = await verify(tokens.accessToken);
    return {
      subject: principal.subject,
      name: principal.kind === 'person' ? principal.name : '',
      title: tokens.title,
      roles: principal.roles,
      units: principal.units,
    };
  }

  function remember(id: string): void {
    if (verified.size >= sessionsKept) verified.clear();
    verified.add(id);
  }

  async function drop(id: string): Promise<void> {
    await store.end(id);
    verified.delete(id);
    const waiting = listeners.get(id) ?? [];
    listeners.delete(id);
    for (const listener of waiting) listener();
  }

  /** Renews the tokens; one renewal at a time for a session. Undefined: the issuer has ended it. */
  function renew(secret: string, session: Session): Promise<Session | undefined> {
    const running = renewals.get(session.id);
    if (running) return running;
    const renewal = (async () => {
      const tokens = await provider.refresh(session.tokens);
      if (!tokens) {
        await drop(session.id);
        return undefined;
      }
      const person = await personOf(tokens);
      const stored = await store.renew(secret, session, person, tokens);
      // Somebody else renewed or ended it meanwhile: what is stored counts.
      return stored ? { ...session, person, tokens } : store.find(secret, clock.now());
    })().finally(() => renewals.delete(session.id));
    renewals.set(session.id, renewal);
    return renewal;
  }

  /** Its person's rights have changed since the token was made. */
  function isOutdated({ person, tokens }: Session): boolean {
    return isEnded(person.subject, decodeJwt(tokens.accessToken).iat ?? 0);
  }

  async function lasting(secret: string, session: Session): Promise<Session | undefined> {
    const outdated = isOutdated(session);
    if (!outdated && !shouldRenew(session.tokens.accessExpiresAt, clock.now())) return session;
    try {
      return await renew(secret, session);
    } catch (error) {
      // While the issuer is away the token that we hold serves to its end.
      if (outdated || session.tokens.accessExpiresAt <= clock.now()) throw error;
      logger.warn({ err: error }, 'an access token could not be renewed; the old one still holds');
      return session;
    }
  }

  return {
    async begin(tokens) {
      return store.create(await personOf(tokens), tokens, clock.now());
    },

    async authorise(request, { activity, isOf = () => true }) {
      const secret = readCookie(request, cookies.session.name);
      if (secret === undefined) throw edgeRefusal('SESSION_MISSING');
      // What another person's window sends is nothing that this one does.
      const found = await store.find(secret, clock.now(), (person) => activity && isOf(person));
      if (found && !isOf(found.person)) throw edgeRefusal('SESSION_OF_ANOTHER');
      const session = found && (await lasting(secret, found));
      if (!session) throw edgeRefusal('SESSION_ENDED');
      remember(session.id);
      return { session, authorization: `Bearer ${session.tokens.accessToken}` };
    },

    isKnown: (id) => verified.has(id),

    async isSession(secret) {
      const found = await store.find(secret, clock.now());
      if (found) remember(found.id);
      return found !== undefined;
    },

    idOf(request) {
      const secret = readCookie(request, cookies.session.name);
      return secret === undefined ? undefined : hashOf(secret);
    },

    drop,

    async end(request) {
      const secret = readCookie(request, cookies.session.name);
      const session = secret === undefined ? undefined : await store.find(secret, clock.now());
      if (secret === undefined || !session) {
        if (secret !== undefined) await drop(hashOf(secret));
        return undefined;
      }
      await drop(session.id);
      try {
        await provider.revoke(session.tokens);
      } catch (error) {
        // The session here is gone in any case; what the issuer cannot be told now it forgets when the grant expires.
        logger.warn({ err: error }, 'the issuer could not be told of a sign-out');
      }
      return provider.endSessionUrl().catch((error: unknown) => {
        logger.warn({ err: error }, 'where a session ends at the issuer is not known');
        return undefined;
      });
    },

    onEnd(id, listener) {
      const waiting = listeners.get(id) ?? new Set();
      waiting.add(listener);
      listeners.set(id, waiting);
      return () => {
        waiting.delete(listener);
        if (waiting.size === 0 && listeners.get(id) === waiting) listeners.delete(id);
      };
    },
  };
}
