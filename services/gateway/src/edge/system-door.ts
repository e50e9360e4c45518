import { Refusal } from '@lienthong/domain';
import { type Authenticator, createQuota, type IntegratingSystem, type Logger } from '@lienthong/runtime';
import type { Request, RequestHandler, Response } from 'express';
import { goneOf } from '../http/gone.ts';
import { write } from '../http/write.ts';
import { edgeRefusal } from '../refuse.ts';
import { streamTypeOf } from './answer-error.ts';
import { type Codec, jsonCodec, protoCodec } from './codec.ts';
import { toErrorAnswer } from './connect-error.ts';
import { endEnvelope, envelope, openEnvelope } from './envelope.ts';
import { type Backends, getEdgeMethod } from './methods.ts';
import { bodyOf, createUnaryHandler, methodPathOf, timeoutOf, type UnaryDoor } from './unary.ts';

const streamsPerSystem = 16;

const codecs: Readonly<Record<string, Codec>> = {
  'application/json': jsonCodec,
  'application/proto': protoCodec,
  'application/connect+json': jsonCodec,
  'application/connect+proto': protoCodec,
};

/** Whether a request brings a token of its own, as systems do. Pages have their session; a proxy before them may ask for a password. */
export const bringsToken = ({ headers }: Pick<Request, 'headers'>): boolean =>
  /^bearer /i.test(headers.authorization ?? '');

/** The system that a request's token names. @throws Refusal `TOKEN_INVALID`, also for people and services: each has its own door. */
export async function systemOf(
  authenticate: Authenticator,
  { headers }: Pick<Request, 'headers'>,
): Promise<IntegratingSystem> {
  const { principal } = await authenticate(headers.authorization);
  if (principal.kind === 'system') return principal;
  throw new Refusal('unauthenticated', 'TOKEN_INVALID', 'the bearer token is not that of a system');
}

const authorisationOf = ({ headers }: Request): string => headers.authorization ?? '';

const door: UnaryDoor = {
  audience: 'integrator',
  authorise: (request) => Promise.resolve(authorisationOf(request)),
  codecOf(request) {
    const [type = ''] = (request.get('content-type') ?? '').split(';');
    const codec = codecs[type.trim().toLowerCase()];
    if (!codec)
      throw edgeRefusal('CONTENT_TYPE', {
        message: `the content type must be one of ${Object.keys(codecs).join(', ')}`,
      });
    return { type: type.trim().toLowerCase(), codec };
  },
};

/**
 * `POST /api/<package.Service>/<Method>` with a token: the Connect protocol, unary and server streams, JSON and protobuf. Who calls was asked
 * at the admission; the service behind asks again, and ends a stream with its token.
 */
export function createSystemDoor(
  backends: Backends,
  logger: Logger,
): { handler: RequestHandler; endAll(): void } {
  const unary = createUnaryHandler(backends, door);
  const open = createQuota(streamsPerSystem);
  const running = new Set<AbortController>();

  async function stream(request: Request, response: Response): Promise<void> {
    const { type, codec } = door.codecOf(request);
    const { path, desc, serviceOf } = getEdgeMethod(methodPathOf(request), 'server_streaming', 'integrator');
    const timeoutMs = timeoutOf(request);
    const message = codec.read(desc.input, openEnvelope(bodyOf(request)));
    const streamer = backends.streamer(serviceOf(message));
    const giveBack = open.take(response.locals['system'] as string);
    const end = new AbortController();
    running.add(end);
    response.writeHead(200, {
      'content-type': type,
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    response.emit('streaming');
    let error: unknown;
    try {
      const settings = {
        authorization: authorisationOf(request),
        signal: AbortSignal.any([end.signal, goneOf(response)]),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      };
      for await (const answer of streamer(path, message, settings))
        await write(response, envelope(codec.write(desc.output, answer)));
    } catch (cause) {
      error = end.signal.aborted ? end.signal.reason : cause;
    } finally {
      running.delete(end);
      giveBack();
    }
    if (response.closed) return;
    const answer = error === undefined ? undefined : toErrorAnswer(error);
    if (answer?.ours) logger.error({ err: error }, 'a stream failed');
    response.end(endEnvelope(answer?.body));
  }

  return {
    handler: (request, response, next) =>
      streamTypeOf(request) ? stream(request, response) : unary(request, response, next),
    endAll() {
      for (const end of running) end.abort(edgeRefusal('GATEWAY_STOPPING'));
    },
  };
}
