/**
 * An abort signal that follows another and a time limit. `AbortSignal.any` would do, but the browsers of old counter PCs
 * (Chrome 109 is the last for Windows 7) lack it.
 */
export interface JoinedAbort {
  signal: AbortSignal;
  /** Begins the time limit anew. */
  extend: () => void;
  end: () => void;
}

export function joinAbort(outer: AbortSignal | undefined, limitMs: number): JoinedAbort {
  const own = new AbortController();
  const abort = (): void => own.abort();
  let timer = setTimeout(abort, limitMs);
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort);
  return {
    signal: own.signal,
    extend: () => {
      clearTimeout(timer);
      timer = setTimeout(abort, limitMs);
    },
    end: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}
