import type { Over } from '../calls/call.ts';
import { type Caller, tokenExpired } from './authenticator.ts';

/** How often an open stream asks whether its caller may still have it: as often as the HTTP edge looks at a session. */
const recheckMs = 15_000;

interface Bounds {
  caller: Caller;
  /** Throws when the caller may not have the stream today. */
  check: () => void;
  over: Over;
  everyMs?: number;
}

/**
 * A stream ends with its token, when the issuer takes back what that says, and as soon as the check that opened it would refuse it. A service
 * that calls for itself signs its tokens with its own key and would only come again with the next one: its streams last.
 *
 * A handler that does not notice that it is over is left behind: it gets no further than its next response.
 *
 * @throws in the stream: what `check` threw, or Refusal `TOKEN_EXPIRED`.
 */
export async function* boundStream(
  responses: AsyncIterable<unknown>,
  bounds: Bounds,
): AsyncIterable<unknown> {
  const { over } = bounds;
  const watch = watchRights(bounds);
  const iterator = responses[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextUnless(iterator, over.signal);
      if (next === undefined || next.done) break;
      yield next.value;
    }
  } finally {
    watch.stop();
    over.end();
    void iterator.return?.().catch(() => undefined);
  }
  if (watch.refusal() !== undefined) throw watch.refusal();
}

/** Asks again and again, and ends the stream at the first refusal. */
function watchRights({ caller, check, over, everyMs = recheckMs }: Bounds): {
  refusal(): unknown;
  stop(): void;
} {
  const { principal, expiresAt } = caller;
  const until = principal.kind === 'service' && !principal.onBehalfOf ? Number.POSITIVE_INFINITY : expiresAt;
  let refusal: unknown;
  let stopped = false;
  let timer: NodeJS.Timeout;

  function refusedNow(): unknown {
    if (Date.now() >= until || caller.isEnded())
      return tokenExpired('the token holds no longer: open a new stream with a new one');
    try {
      check();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  function lookAgain(): void {
    timer = setTimeout(
      () => {
        refusal = refusedNow();
        if (refusal !== undefined) over.end();
        // The check itself may have stopped it.
        else if (!stopped) lookAgain();
      },
      Math.min(until - Date.now(), everyMs),
    );
  }

  lookAgain();
  return {
    refusal: () => refusal,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** The next response; undefined when the signal comes first. The listener goes each time: a stream may have millions of responses. */
function nextUnless<T>(
  iterator: AsyncIterator<T>,
  signal: AbortSignal,
): Promise<IteratorResult<T> | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const leave = (): void => resolve(undefined);
    signal.addEventListener('abort', leave, { once: true });
    iterator
      .next()
      .finally(() => signal.removeEventListener('abort', leave))
      .then(resolve, reject);
  });
}
