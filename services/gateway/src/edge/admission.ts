import type { Refusal } from '@lienthong/domain';
import { counter, createQuota } from '@lienthong/runtime';
import type { Request, RequestHandler, Response } from 'express';
import type { GatewayConfig } from '../config.ts';
import { networkOf } from '../domain/network-of.ts';
import { readCookie, type SessionCookies } from '../http/cookies.ts';
import { isOwnOrigin } from '../http/own-origin.ts';
import { edgeRefusal } from '../refuse.ts';
import { hashOf } from '../session/sealing.ts';
import { toErrorAnswer } from './connect-error.ts';

/** Requests that are answered at once. A browser has six connections; what runs behind them takes turns in the services. */
const atOnce = { perSession: 24, perNetwork: 300, inAll: 1_000 };

const refused = counter('lienthong.http.refused');

/**
 * Refuses calls that a look at their headers refuses, before anything is spent on them: no span, no compression, no line of log. Whose
 * cookie nobody has verified yet shares the room of one session with all such callers of their network.
 *
 * @param isKnown whether a session with this id was verified.
 */
export function admit(parts: {
  config: Pick<GatewayConfig, 'http'>;
  cookies: SessionCookies;
  isKnown: (sessionId: string) => boolean;
}): RequestHandler {
  const { config, cookies, isKnown } = parts;
  const origin = new URL(config.http.publicUrl).origin;
  const bySession = createQuota(atOnce.perSession);
  const byNetwork = createQuota(atOnce.perNetwork);
  const inAll = createQuota(atOnce.inAll);

  function whoseOf(request: Request, network: string): string | undefined {
    const secret = readCookie(request, cookies.session.name);
    if (secret === undefined) return undefined;
    const id = hashOf(secret);
    return isKnown(id) ? id : `network ${network}`;
  }

  return (request, response, next) => {
    if (request.method === 'POST' && !isOwnOrigin(request, origin))
      return refuse(response, edgeRefusal('ORIGIN_NOT_ALLOWED'));
    const network = networkOf(request.ip ?? '');
    const whose = whoseOf(request, network);
    if (whose === undefined) return refuse(response, edgeRefusal('SESSION_MISSING'));
    const taken: (() => void)[] = [];
    const giveBack = (): void => {
      for (const back of taken) back();
    };
    try {
      taken.push(bySession.take(whose));
      taken.push(byNetwork.take(network));
      taken.push(inAll.take('all'));
    } catch (error) {
      giveBack();
      return refuse(response, error as Refusal);
    }
    response.once('close', giveBack);
    // Open streams are counted where they are opened.
    response.once('streaming', giveBack);
    next();
  };
}

function refuse(response: Response, refusal: Refusal): void {
  const { status, body } = toErrorAnswer(refusal);
  refused.add(1, { code: refusal.code });
  const { retryAfterSeconds } = refusal.params;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': retryAfterSeconds }),
  });
  response.end(JSON.stringify(body));
}
