import { Refusal } from '@lienthong/domain';
import type { Logger } from '@lienthong/runtime';
import type { ErrorRequestHandler } from 'express';
import { routeOf } from '../http/observe.ts';
import { toErrorAnswer } from './connect-error.ts';

/** The one place where an error becomes an answer: Connect's error JSON. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const { status, body, ours } = toErrorAnswer(error);
    const route = routeOf(request);
    if (ours) logger.error({ err: error, route }, 'a request failed');
    else logger.info({ route, status, code: body.code, reason: reasonOf(error) }, 'a request was refused');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const wait = error instanceof Refusal ? error.params['retryAfterSeconds'] : undefined;
    if (wait !== undefined) response.set('retry-after', wait);
    response.status(status).set('cache-control', 'no-store').json(body);
  };
}

function reasonOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
