import type { Audience } from '@lienthong/contracts/descriptors';
import type { Request, RequestHandler } from 'express';
import { goneOf } from '../http/gone.ts';
import { edgeRefusal } from '../refuse.ts';
import type { Sessions } from '../session/sessions.ts';
import { type Codec, jsonCodec } from './codec.ts';
import { type Backends, getEdgeMethod } from './methods.ts';

const defaultTimeoutMs = 15_000;
const longestTimeoutMs = 30_000;

/** Whose calls these are, and how they are written. */
export interface UnaryDoor {
  audience: Audience;
  /** The `authorization` of the gRPC call. @throws Refusal when there is none. */
  authorise: (request: Request) => Promise<string>;
  /** @throws Refusal `CONTENT_TYPE`. */
  codecOf: (request: Request) => { type: string; codec: Codec };
}

/** Of browsers: JSON, with the session's token. */
export const sessionDoor = (sessions: Sessions): UnaryDoor => ({
  audience: 'browser',
  async authorise(request) {
    const { authorization } = await sessions.authorise(request, {
      activity: isAttended(request),
      isOf: ({ subject }) => isOf(request, subject),
    });
    return authorization;
  },
  codecOf: () => ({ type: 'application/json', codec: jsonCodec }),
});

/** `POST /api/<package.Service>/<Method>`: a Connect unary call to gRPC and back, with the caller's own token. */
export function createUnaryHandler(
  backends: Backends,
  { audience, authorise, codecOf }: UnaryDoor,
): RequestHandler {
  return async (request, response) => {
    const { type, codec } = codecOf(request);
    const { path, desc, serviceOf } = getEdgeMethod(methodPathOf(request), 'unary', audience);
    const timeoutMs = timeoutOf(request) ?? defaultTimeoutMs;
    const authorization = await authorise(request);
    const message = codec.read(desc.input, bodyOf(request));
    const call = backends.caller(serviceOf(message));
    const answer = await call(path, message, {
      authorization,
      timeoutMs: Math.min(timeoutMs, longestTimeoutMs),
      signal: goneOf(response),
    });
    response.type(type).set('cache-control', 'no-store').send(codec.write(desc.output, answer));
  };
}

/** Whether a person is at the page that calls; the web app says when nobody is (`web/src/api/attendance.ts`). */
export function isAttended(request: Request): boolean {
  return request.get('lienthong-attended') !== 'no';
}

/** Whether the call is that of the person who is signed in; the outbox of the web app names its owner (`web/src/api/call.ts`). */
function isOf(request: Request, subject: string): boolean {
  const named = request.get('lienthong-person');
  return named === undefined || named === encodeURIComponent(subject);
}

/** The gRPC path of a route `/api/:service/:method`. */
export function methodPathOf(request: Request): string {
  return `/${String(request.params['service'])}/${String(request.params['method'])}`;
}

/** Milliseconds, where the caller says how long it waits. @throws Refusal `TIMEOUT_HEADER`. */
export function timeoutOf(request: Request): number | undefined {
  const header = request.get('connect-timeout-ms');
  if (header === undefined) return undefined;
  if (!/^[1-9]\d{0,9}$/.test(header)) throw edgeRefusal('TIMEOUT_HEADER');
  return Number(header);
}

export const bodyOf = ({ body }: Request): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));
