import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '@lienthong/domain';
import { type ErrorAnswer, toErrorAnswer } from './connect-error.ts';
import { endEnvelope } from './envelope.ts';

const streamType = /^application\/connect\+(?:json|proto)(?=\s*(?:;|$))/;

/** The content type of a stream that the Connect protocol asks for; undefined: it asks for none. */
export const streamTypeOf = ({ headers }: IncomingMessage): string | undefined =>
  streamType.exec(headers['content-type']?.toLowerCase() ?? '')?.[0];

/** The one place where an error becomes an answer: Connect's error JSON, for a stream as its end. */
export function answerError(request: IncomingMessage, response: ServerResponse, error: unknown): ErrorAnswer {
  const answer = toErrorAnswer(error);
  if (response.headersSent) {
    response.destroy();
    return answer;
  }
  const stream = streamTypeOf(request);
  const wait = error instanceof Refusal ? error.params['retryAfterSeconds'] : undefined;
  // The status of a stream says nothing: a client reads its end.
  response.writeHead(stream ? 200 : answer.status, {
    'content-type': stream ?? 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(wait === undefined ? {} : { 'retry-after': wait }),
  });
  response.end(stream ? endEnvelope(answer.body) : JSON.stringify(answer.body));
  return answer;
}
