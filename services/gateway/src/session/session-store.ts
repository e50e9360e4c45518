import type { Role } from '@lienthong/runtime';
import type { Db } from 'mongodb';
import { absoluteMs, endOf, isOver, type SessionTimes, shouldTouch } from '../domain/session-lifetime.ts';
import type { Tokens } from './identity-provider.ts';
import { hashOf, newSecret, seal, unseal } from './sealing.ts';

/** Who is signed in, as the issuer's token says. */
export interface SignedInPerson {
  subject: string;
  name: string;
  title: string;
  roles: Role[];
  units: string[];
}

/** A session as its owner sees it. */
export interface Session {
  /** Hash of the cookie's secret. */
  id: string;
  person: SignedInPerson;
  tokens: Tokens;
  times: SessionTimes;
}

interface SessionDocument extends SessionTimes {
  _id: string;
  /** Tokens and person, encrypted with the cookie's secret. */
  sealed: string;
  accessExpiresAt: number;
  /** When a sweep may take it away. */
  expiresAt: number;
}

export interface SessionStore {
  /** @returns the secret for the cookie. */
  create(person: SignedInPerson, tokens: Tokens, now: number): Promise<string>;
  /** The session of a cookie, unless it is over. `isActive`: whether its person does something. */
  find(
    secret: string,
    now: number,
    isActive?: (person: SignedInPerson) => boolean,
  ): Promise<Session | undefined>;
  /** Stores renewed tokens. False: the session has ended or somebody else renewed it. */
  renew(secret: string, session: Session, person: SignedInPerson, tokens: Tokens): Promise<boolean>;
  end(id: string): Promise<void>;
}

/** Sessions in the gateway's own database: they outlive its restart. */
export async function createSessionStore(db: Db): Promise<SessionStore> {
  const sessions = db.collection<SessionDocument>('sessions');
  await sessions.createIndex({ expiresAt: 1 });
  return {
    async create(person, tokens, now) {
      const secret = newSecret();
      await sessions.insertOne({
        _id: hashOf(secret),
        createdAt: now,
        seenAt: now,
        sealed: seal(secret, { person, tokens }),
        accessExpiresAt: tokens.accessExpiresAt,
        expiresAt: now + absoluteMs,
      });
      return secret;
    },
    async find(secret, now, isActive = () => false) {
      const document = await sessions.findOne({ _id: hashOf(secret) });
      if (!document) return undefined;
      if (isOver(document, now)) {
        await sessions.deleteOne({ _id: document._id });
        return undefined;
      }
      const times = { createdAt: document.createdAt, seenAt: document.seenAt };
      const { person, tokens } = unseal<{ person: SignedInPerson; tokens: Tokens }>(secret, document.sealed);
      if (isActive(person) && shouldTouch(document, now)) {
        times.seenAt = now;
        await sessions.updateOne(
          { _id: document._id },
          { $max: { seenAt: now }, $set: { expiresAt: endOf(times) } },
        );
      }
      return { id: document._id, person, tokens, times };
    },
    async renew(secret, session, person, tokens) {
      const { matchedCount } = await sessions.updateOne(
        { _id: session.id, accessExpiresAt: session.tokens.accessExpiresAt },
        { $set: { sealed: seal(secret, { person, tokens }), accessExpiresAt: tokens.accessExpiresAt } },
      );
      return matchedCount === 1;
    },
    async end(id) {
      await sessions.deleteOne({ _id: id });
    },
  };
}
