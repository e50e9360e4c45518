import { attendance } from './attendance.ts';
import { ApiFailure, readFailure } from './failure.ts';
import { fetchInTurn } from './fetch-in-turn.ts';
import { joinAbort } from './joined-abort.ts';
import { readMessage, writeMessage } from './json.ts';
import type { Given, Method } from './method.ts';
import { noteAnswer, noteSilence } from './reachability.ts';
import { newTraceParent } from './trace-parent.ts';

const timeoutMs = 15_000;

/** One request and its JSON. The body counts to the time limit: a link that dies half way is no answer either. */
async function request(path: string, init: RequestInit, outer?: AbortSignal): Promise<unknown> {
  const abort = joinAbort(outer, timeoutMs);
  try {
    const response = await fetchInTurn(path, { ...init, credentials: 'same-origin', signal: abort.signal });
    const text = await response.text();
    const body = text === '' ? undefined : (JSON.parse(text) as unknown);
    noteAnswer();
    if (!response.ok) throw readFailure(response.status, body);
    return body;
  } catch (cause) {
    if (cause instanceof ApiFailure) throw cause;
    if (!outer?.aborted) noteSilence();
    throw new ApiFailure('unreachable', 'UNREACHABLE', 'no usable answer', { cause });
  } finally {
    abort.end();
  }
}

/**
 * Calls one unary method of the edge.
 * @param person whose call it is: the gateway takes it in no other session; absent: of whoever is signed in
 * @throws ApiFailure
 */
export async function call<Request, Response>(
  method: Method<Request, Response>,
  message: Given<Request>,
  signal?: AbortSignal,
  person?: string,
): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    'connect-protocol-version': '1',
    traceparent: newTraceParent(),
    ...attendance(),
    ...(person === undefined ? {} : { 'lienthong-person': encodeURIComponent(person) }),
  };
  const body = JSON.stringify(writeMessage(method.request, message as object));
  const answer = await request(`/api/${method.path}`, { method: 'POST', headers, body }, signal);
  return readMessage(method.response, answer) as Response;
}

/** Reads one of the gateway's own routes. @throws ApiFailure */
export async function read<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return (await request(path, { headers: { accept: 'application/json' } }, signal)) as Answer;
}

/** A changing call to one of the gateway's own routes. @throws ApiFailure */
export async function post(path: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await request(path, { method: 'POST', headers, body: '{}' });
}
