import { Refusal } from '@lienthong/domain';
import type { Caller } from './authenticator.ts';

/** How often an open stream asks whether its caller may still have it: as often as the HTTP edge looks at a session. */
const recheckMs = 15_000;

/** How long a stream may last. */
export interface StreamBounds {
  /** Aborted when the stream is over: its caller went away, or may not have it any longer. */
  readonly signal: AbortSignal;
  /** Why the caller may not have it any longer; undefined: it may. */
  refusal(): unknown;
  /** The caller went away, or there is nothing more to say. */
  release(): void;
}

/**
 * A stream ends with its token, and as soon as the check that opened it would refuse it. A service that calls for itself signs its tokens
 * with its own key and would only come again with the next one: its streams last.
 *
 * @param check throws when the caller may not have the stream today.
 */
export function boundStream(
  { principal, expiresAt }: Caller,
  check: () => void,
  everyMs = recheckMs,
): StreamBounds {
  const until = principal.kind === 'service' && !principal.onBehalfOf ? Number.POSITIVE_INFINITY : expiresAt;
  const over = new AbortController();
  let refusal: unknown;
  let timer: NodeJS.Timeout;

  function refusedNow(): unknown {
    if (Date.now() >= until)
      return new Refusal(
        'unauthenticated',
        'TOKEN_EXPIRED',
        'the token has expired: open a new stream with a new one',
      );
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
        if (refusal !== undefined) over.abort();
        // The check itself may have released it.
        else if (!over.signal.aborted) lookAgain();
      },
      Math.min(until - Date.now(), everyMs),
    );
  }

  lookAgain();
  return {
    signal: over.signal,
    refusal: () => refusal,
    release() {
      clearTimeout(timer);
      over.abort();
    },
  };
}
