import { fromBinary, toJsonString } from '@bufbuild/protobuf';
import { contractRegistry } from '@lienthong/contracts/descriptors';
import type { Request, RequestHandler } from 'express';
import { edgeRefusal } from '../refuse.ts';
import type { Sessions } from '../session/sessions.ts';
import { decodeJson } from './decode.ts';
import { type Backends, getEdgeMethod } from './methods.ts';

const defaultTimeoutMs = 15_000;
const longestTimeoutMs = 30_000;

/** `POST /api/<package.Service>/<Method>`: Connect unary JSON to gRPC and back, with the person's own token. */
export function createUnaryHandler(backends: Backends, sessions: Sessions): RequestHandler {
  return async (request, response) => {
    const method = getEdgeMethod(methodPathOf(request), 'unary');
    const timeoutMs = timeoutOf(request);
    const session = await sessions.authorise(request, {
      activity: isAttended(request),
      isOf: ({ subject }) => isOf(request, subject),
    });
    const message = decodeJson(method.desc.input, textOf(request.body));
    const call = backends.caller(method.serviceOf(message));
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await call(method.path, message, {
      authorization: session.authorization,
      timeoutMs,
      signal: gone.signal,
    });
    response
      .type('application/json')
      .set('cache-control', 'no-store')
      .send(
        toJsonString(method.desc.output, fromBinary(method.desc.output, answer), {
          registry: contractRegistry(),
          alwaysEmitImplicit: true,
        }),
      );
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

/** @throws Refusal `TIMEOUT_HEADER`. */
function timeoutOf(request: Request): number {
  const header = request.get('connect-timeout-ms');
  if (header === undefined) return defaultTimeoutMs;
  if (!/^[1-9]\d{0,9}$/.test(header)) throw edgeRefusal('TIMEOUT_HEADER');
  return Math.min(Number(header), longestTimeoutMs);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

function textOf(body: unknown): string {
  try {
    // A message without a body has none of its fields set.
    return Buffer.isBuffer(body) && body.length > 0 ? utf8.decode(body) : '{}';
  } catch (cause) {
    throw edgeRefusal('MALFORMED_JSON', { message: 'the body is not UTF-8', cause });
  }
}
