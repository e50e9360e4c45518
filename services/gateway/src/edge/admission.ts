import { Refusal } from '@lienthong/domain';
import { type Authenticator, counter, createQuota, createTurns } from '@lienthong/runtime';
import type { Request, RequestHandler, Response } from 'express';
import type { GatewayConfig } from '../config.ts';
import { networkOf } from '../domain/network-of.ts';
import { readCookie, type SessionCookies } from '../http/cookies.ts';
import { goneOf } from '../http/gone.ts';
import { isOwnOrigin } from '../http/own-origin.ts';
import { edgeRefusal } from '../refuse.ts';
import { hashOf } from '../session/sealing.ts';
import type { Sessions } from '../session/sessions.ts';
import { answerError } from './answer-error.ts';
import { bringsToken, systemOf } from './system-door.ts';

/** Requests that are answered at once. A browser has six connections; what runs behind them takes turns in the services. */
const atOnce = { perCaller: 24, perNetwork: 300, inAll: 1_000 };
/** Looks at cookies that this process has not seen yet, by network: after a restart a whole office comes at once. */
const looks = { atOnce: 8, waiting: 600, inAll: 32, waitingInAll: 2_000 };

/** Looks at tokens of systems. */
const tokens = { perNetwork: 32, inAll: 128, kept: 5_000 };

const refused = counter('lienthong.http.refused');

type Known = Pick<Sessions, 'isKnown' | 'isSession'>;

/**
 * Refuses calls that a look at their headers refuses, before anything is spent on them: no span, no compression, no line of log. A cookie or a
 * token is verified before its call is counted and its body is read: an invented one takes nobody's room, however slowly its body comes.
 */
export function admit(parts: {
  config: Pick<GatewayConfig, 'http'>;
  cookies: SessionCookies;
  /** Undefined: they are not there yet, and nothing behind answers. */
  sessions: () => Known | undefined;
  /** Verifies the tokens of systems. */
  authenticate: Authenticator;
}): RequestHandler {
  const { sessions } = parts;
  const byCaller = createQuota(atOnce.perCaller);
  const byNetwork = createQuota(atOnce.perNetwork);
  const inAll = createQuota(atOnce.inAll);
  const callerOfToken = lookAtTokens(parts.authenticate);
  const callerOfCookie = lookAtCookies(parts);

  return async (request, response, next) => {
    const known = sessions();
    const network = networkOf(request.ip ?? '');
    try {
      const look = bringsToken(request) ? callerOfToken : callerOfCookie;
      const caller = await look(request, response, network, known);
      if (caller === undefined) return next();
      // Who has gone meanwhile gives nothing back.
      if (response.closed) return;
      const giveBack = takeAll(
        () => byCaller.take(caller),
        () => byNetwork.take(network),
        () => inAll.take('all'),
      );
      response.once('close', giveBack);
      // Open streams are counted where they are opened.
      response.once('streaming', giveBack);
    } catch (error) {
      if (response.closed) return;
      if (!(error instanceof Refusal)) throw error;
      refused.add(1, { code: error.code });
      answerError(request, response, error);
      return;
    }
    next();
  };
}

/** @returns as whom a call is counted; undefined: nothing behind answers yet. @throws Refusal when it is nobody's. */
type Look = (
  request: Request,
  response: Response,
  network: string,
  known: Known | undefined,
) => Promise<string | undefined>;

function lookAtCookies({ config, cookies }: Pick<Parameters<typeof admit>[0], 'config' | 'cookies'>): Look {
  const origin = new URL(config.http.publicUrl).origin;
  const verify = createVerify();
  return async (request, response, network, known) => {
    if (request.method === 'POST' && !isOwnOrigin(request, origin)) throw edgeRefusal('ORIGIN_NOT_ALLOWED');
    const secret = readCookie(request, cookies.session.name);
    if (secret === undefined) throw edgeRefusal('SESSION_MISSING');
    if (!known) return undefined;
    if (!(await verify(known, secret, network, goneOf(response)))) throw edgeRefusal('SESSION_ENDED');
    return `session ${hashOf(secret)}`;
  };
}

/** Tokens are verified without the database; while the issuer does not answer a look takes some seconds. */
function lookAtTokens(authenticate: Authenticator): Look {
  const ofNetwork = createQuota(tokens.perNetwork);
  const ofAll = createQuota(tokens.inAll);
  /** Hashes of tokens that were good once: invented ones take no place of theirs. */
  const good = new Set<string>();
  return async (request, response, network, known) => {
    const id = hashOf(request.headers.authorization ?? '');
    const giveBack = good.has(id)
      ? () => undefined
      : takeAll(
          () => ofNetwork.take(network),
          () => ofAll.take('all'),
        );
    const { subject } = await systemOf(authenticate, request).finally(giveBack);
    if (good.size >= tokens.kept) good.clear();
    good.add(id);
    response.locals['system'] = subject;
    return known && `system ${subject}`;
  };
}

/** All of them or none. @returns gives all of them back */
function takeAll(...takes: (() => () => void)[]): () => void {
  const taken: (() => void)[] = [];
  const giveBack = (): void => {
    for (const back of taken) back();
  };
  try {
    for (const take of takes) taken.push(take());
  } catch (error) {
    giveBack();
    throw error;
  }
  return giveBack;
}

type Verify = (known: Known, secret: string, network: string, gone: AbortSignal) => Promise<boolean>;

/** A look at a cookie, and who waits for it. */
interface CookieLook {
  waiting: Set<PromiseWithResolvers<boolean>>;
  allGone: AbortController;
}

/** Whether a cookie opens a session. All that come with one cookie wait for one look, which leaves the queue when all of them have gone. */
function createVerify(): Verify {
  // A look takes as long as the database is away: who waits for it is bounded as those are who are answered.
  const ofCookie = createQuota(atOnce.perCaller);
  const ofNetwork = createQuota(looks.atOnce + looks.waiting);
  const turns = createTurns(looks);
  const running = new Map<string, CookieLook>();

  async function look(known: Known, secret: string, network: string, gone: AbortSignal): Promise<boolean> {
    const done = await turns.take(network, () => gone);
    return known.isSession(secret).finally(done);
  }

  function begin(id: string, ...[known, secret, network]: Parameters<Verify>): CookieLook {
    const one: CookieLook = { waiting: new Set(), allGone: new AbortController() };
    const tell = (how: (caller: PromiseWithResolvers<boolean>) => void): void => {
      running.delete(id);
      one.waiting.forEach(how);
    };
    look(known, secret, network, one.allGone.signal).then(
      (isSession) => tell(({ resolve }) => resolve(isSession)),
      (error: unknown) => tell(({ reject }) => reject(error)),
    );
    running.set(id, one);
    return one;
  }

  return async (known, secret, network, gone) => {
    const id = hashOf(secret);
    if (known.isKnown(id)) return true;
    const giveBack = takeAll(
      () => ofCookie.take(id),
      () => ofNetwork.take(network),
    );
    const one = running.get(id) ?? begin(id, known, secret, network, gone);
    const caller = Promise.withResolvers<boolean>();
    const leave = (): void => caller.reject(gone.reason);
    one.waiting.add(caller);
    gone.addEventListener('abort', leave);
    if (gone.aborted) leave();
    try {
      return await caller.promise;
    } finally {
      gone.removeEventListener('abort', leave);
      one.waiting.delete(caller);
      giveBack();
      if (one.waiting.size === 0) one.allGone.abort();
    }
  };
}
