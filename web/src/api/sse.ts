import { attendance } from './attendance.ts';
import { ApiFailure, readFailure } from './failure.ts';
import { joinAbort } from './joined-abort.ts';
import { readMessage, writeMessage } from './json.ts';
import type { Given, Method } from './method.ts';
import { noteAnswer } from './reachability.ts';
import { newTraceParent } from './trace-parent.ts';

export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

/** Cuts a text stream into server-sent events (HTML standard §9.2.6): feed it pieces, it gives whole events. */
export function createEventParser(): (piece: string) => ServerEvent[] {
  let rest = '';
  let id = '';
  let event = '';
  let data: string[] = [];
  return (piece) => {
    const events: ServerEvent[] = [];
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) events.push({ id, event: event || 'message', data: data.join('\n') });
        event = '';
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') data.push(value);
      else if (field === 'id') id = value;
      else if (field === 'event') event = value;
    }
    return events;
  };
}

/** How a live stream stands: `live` after the first event, `waiting` between tries. */
export type StreamState = 'connecting' | 'live' | 'waiting' | 'refused';

export interface Watch<Message> {
  /** @param id the stream goes on from there */
  onMessage: (message: Message, id: string) => void;
  /** `live` comes again with every sign of life. */
  onState: (state: StreamState, failure?: ApiFailure) => void;
}

const firstRetryMs = 500;
const lastRetryMs = 15_000;
/** Two comment lines of the edge, and some more; a longer silence is a dead connection. */
export const silenceMs = 35_000;

/** What is asked is in the address, so that it tells a stream from all others. */
export const streamAddress = <Request, Response>(
  method: Method<Request, Response, true>,
  message: Given<Request>,
): string =>
  `/api/${method.path}?message=${encodeURIComponent(JSON.stringify(writeMessage(method.request, message as object)))}`;

/**
 * Keeps a server stream of the edge open, resuming after the last event seen, until the signal ends it.
 * An `EventSource` can't tell a lost link from an ended session; this can.
 */
export async function watchStream<Request, Response>(
  method: Method<Request, Response, true>,
  message: Given<Request>,
  { onMessage, onState }: Watch<Response>,
  signal: AbortSignal,
  from = '',
): Promise<void> {
  const address = streamAddress(method, message);
  let lastId = from;
  let retryMs = firstRetryMs;
  while (!signal.aborted) {
    onState('connecting');
    let isLive = false;
    const onEvent = (event: ServerEvent): void => {
      if (event.event === 'error') throw readFailure(0, JSON.parse(event.data));
      noteAnswer();
      if (event.id !== '') lastId = event.id;
      retryMs = firstRetryMs;
      isLive = true;
      onMessage(readMessage(method.response, JSON.parse(event.data)) as Response, lastId);
    };
    try {
      await readOnce(address, lastId, signal, (events) => {
        for (const event of events) onEvent(event);
        if (isLive) onState('live');
      });
      onState('waiting');
    } catch (error) {
      if (signal.aborted) return;
      const failure =
        error instanceof ApiFailure
          ? error
          : new ApiFailure('unreachable', 'UNREACHABLE', 'the stream broke', { cause: error });
      if (failure.kind !== 'unreachable') {
        onState('refused', failure);
        return;
      }
      onState('waiting', failure);
    }
    await pause(spread(retryMs), signal);
    retryMs = Math.min(retryMs * 2, lastRetryMs);
  }
}

/** Up to as much again: when the site comes back, an office does not come in one moment. */
export const spread = (ms: number): number => ms * (1 + Math.random());

async function readOnce(
  address: string,
  lastId: string,
  signal: AbortSignal,
  onEvents: (events: ServerEvent[]) => void,
): Promise<void> {
  const abort = joinAbort(signal, silenceMs);
  try {
    const response = await fetch(address, {
      headers: {
        accept: 'text/event-stream',
        traceparent: newTraceParent(),
        ...attendance(),
        ...(lastId === '' ? {} : { 'last-event-id': lastId }),
      },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: abort.signal,
    });
    if (!response.ok || !response.body) {
      const text = await response.text();
      throw readFailure(response.status, text.startsWith('{') ? JSON.parse(text) : undefined);
    }
    const parse = createEventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      abort.extend();
      onEvents(parse(value));
    }
  } finally {
    abort.end();
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
