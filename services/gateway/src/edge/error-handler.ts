import type { Logger } from '@lienthong/runtime';
import type { ErrorRequestHandler } from 'express';
import { routeOf } from '../http/observe.ts';
import { answerError } from './answer-error.ts';

/** What a handler threw, answered and told. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const { status, body, ours } = answerError(request, response, error);
    const route = routeOf(request);
    if (ours) logger.error({ err: error, route }, 'a request failed');
    else logger.info({ route, status, code: body.code, reason: reasonOf(error) }, 'a request was refused');
  };
}

function reasonOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
