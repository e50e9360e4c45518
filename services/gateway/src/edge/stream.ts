import { fromBinary, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { Refusal } from '@lienthong/domain';
import { type Logger, upDownCounter } from '@lienthong/runtime';
import type { Request, RequestHandler, Response } from 'express';
import { write } from '../http/write.ts';
import { edgeRefusal } from '../refuse.ts';
import type { Session } from '../session/session-store.ts';
import type { Authorised, Sessions } from '../session/sessions.ts';
import { jsonOf } from './codec.ts';
import { toErrorAnswer } from './connect-error.ts';
import { decodeJson } from './decode.ts';
import { type Backends, type EdgeMethod, getEdgeMethod } from './methods.ts';
import { isAttended, methodPathOf } from './unary.ts';

const streamsPerSession = 16;
/** A stream that has nothing to say yet is opened after this long, so that the browser knows it is there. */
const openAfterMs = 500;
/** A browser comes back after this long and up to as much again, so that an office does not come back in one moment. */
const reconnectMs = 2_000;

const open = upDownCounter('lienthong.http.streams');

export interface StreamSettings {
  /** How often a comment is sent and the session is looked at. */
  heartbeatMs: number;
}

/**
 * `GET /api/<package.Service>/<Method>?message=<json>`: a server stream as Server-Sent Events. `Last-Event-ID` becomes the request's
 * `resumeToken`, the response's `token` becomes the event's id. The service behind ends a stream with its access token: the browser's goes on
 * with the session's next one.
 */
export function createStreamHandler(parts: {
  backends: Backends;
  sessions: Sessions;
  logger: Logger;
  settings: StreamSettings;
}): { handler: RequestHandler; endAll(): void } {
  const { backends, sessions, logger, settings } = parts;
  const running = new Map<AbortController, string>();

  const handler: RequestHandler = async (request, response) => {
    const method = getEdgeMethod(methodPathOf(request), 'server_streaming', 'browser');
    const authorised = await sessions.authorise(request, { activity: isAttended(request) });
    const { id } = authorised.session;
    if ([...running.values()].filter((session) => session === id).length >= streamsPerSession)
      throw edgeRefusal('TOO_MANY_STREAMS');
    const seen = request.get('last-event-id');
    const first = decodeJson(method.desc.input, messageOf(request, method, seen));
    const stream = backends.streamer(method.serviceOf(first));
    const end = new AbortController();
    running.set(end, id);
    open.add(1);
    response.once('close', () => end.abort());
    // It may have gone while its session was looked up; the event is over then.
    if (response.closed) end.abort();
    const channel = openChannel(response, seen);
    const forget = sessions.onEnd(id, () => end.abort(edgeRefusal('SESSION_ENDED')));
    const watch = setInterval(() => {
      channel.comment();
      void stillTheSame(request, authorised).then(
        (problem) => problem && end.abort(problem),
        // The issuer is away or the database is: the next beat asks again.
        (error: unknown) => logger.warn({ err: error }, 'a session behind a stream could not be looked at'),
      );
    }, settings.heartbeatMs);
    const opening = setTimeout(() => channel.open(), openAfterMs);
    /** @returns false when its token's time is over. */
    const passOn = async (message: Buffer, authorization: string): Promise<boolean> => {
      try {
        for await (const answer of stream(method.path, message, { authorization, signal: end.signal })) {
          if (end.signal.aborted) break;
          await channel.send(method, answer);
        }
        return true;
      } catch (error) {
        if (error instanceof Refusal && error.code === 'TOKEN_EXPIRED') return false;
        throw error;
      }
    };
    try {
      let message = first;
      let { authorization } = authorised;
      while (!(await passOn(message, authorization))) {
        const renewed = await sessions.authorise(request, { activity: false });
        if (renewed.authorization === authorization) throw edgeRefusal('ISSUER_UNAVAILABLE');
        ({ authorization } = renewed);
        message = decodeJson(method.desc.input, messageOf(request, method, channel.lastToken));
      }
      if (end.signal.reason instanceof Error && !response.closed) throw end.signal.reason;
      channel.end();
    } catch (error) {
      if (!response.closed) finish(channel, end.signal.aborted ? (end.signal.reason ?? error) : error);
    } finally {
      clearInterval(watch);
      clearTimeout(opening);
      forget();
      running.delete(end);
      open.add(-1);
    }
  };

  /** Tells the browser why the stream ends; what cannot succeed next time either is an HTTP error, so that it does not try again. */
  function finish(channel: Channel, error: unknown): void {
    const { body, passing, ours } = toErrorAnswer(error);
    if (ours) logger.error({ err: error }, 'a stream failed');
    if (!channel.opened && !passing) throw error;
    channel.fail(body);
  }

  /** A refusal when the session has ended, or its person may do something else now: the browser comes back with new rights. */
  async function stillTheSame(request: Request, before: Authorised): Promise<Error | undefined> {
    try {
      const { session } = await sessions.authorise(request, { activity: false });
      return rightsOf(session) === rightsOf(before.session)
        ? undefined
        : edgeRefusal('SESSION_ENDED', { message: 'the rights have changed: connect again' });
    } catch (error) {
      const { passing } = toErrorAnswer(error);
      if (passing) throw error;
      return error as Error;
    }
  }

  return {
    handler,
    endAll() {
      for (const end of running.keys()) end.abort(edgeRefusal('GATEWAY_STOPPING'));
    },
  };
}

function rightsOf({ person }: Session): string {
  return JSON.stringify([person.roles, person.units]);
}

/** The request's JSON with the token that was seen last. */
function messageOf(request: Request, { desc }: EdgeMethod, token: string | undefined): string {
  const { message = '{}' } = request.query;
  if (typeof message !== 'string')
    throw edgeRefusal('MALFORMED_JSON', { message: 'the parameter `message` must stand once' });
  if (!token || !desc.input.fields.some(({ name }) => name === 'resume_token')) return message;
  let json: JsonValue;
  try {
    json = JSON.parse(message) as JsonValue;
  } catch (cause) {
    throw edgeRefusal('MALFORMED_JSON', { message: 'the parameter `message` is not valid JSON', cause });
  }
  const { resume_token: _old, ...rest } = (json ?? {}) as JsonObject;
  return JSON.stringify({ ...rest, resumeToken: token });
}

interface Channel {
  readonly opened: boolean;
  /** Token of the last answer that the browser has, or that it came with. */
  readonly lastToken: string | undefined;
  open(): void;
  comment(): void;
  /** Resolves when the browser has room for more. */
  send(method: EdgeMethod, answer: Buffer): Promise<void>;
  fail(body: unknown): void;
  end(): void;
}

function openChannel(response: Response, seen: string | undefined): Channel {
  const channel = {
    opened: false,
    lastToken: seen,
    open() {
      if (channel.opened || response.closed) return;
      channel.opened = true;
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      });
      response.write(`retry: ${Math.round(reconnectMs * (1 + Math.random()))}\n\n`);
      response.emit('streaming');
    },
    comment() {
      if (channel.opened && !response.closed) response.write(': beat\n\n');
    },
    async send({ desc }: EdgeMethod, answer: Buffer) {
      channel.open();
      const { token } = fromBinary(desc.output, answer) as { token?: unknown };
      const isId = typeof token === 'string' && /^[\x20-\x7e]+$/.test(token);
      if (isId) channel.lastToken = token;
      const id = isId ? `id: ${token}\n` : '';
      await write(response, `${id}data: ${jsonOf(desc.output, answer)}\n\n`);
    },
    fail(body: unknown) {
      channel.open();
      response.end(`event: error\ndata: ${JSON.stringify(body)}\n\n`);
    },
    end() {
      channel.open();
      response.end();
    },
  };
  return channel;
}
