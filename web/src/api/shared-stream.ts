import { ownRelease } from '../shared/release.ts';
import type { ApiFailure } from './failure.ts';
import type { Given, Method } from './method.ts';
import { noteAnswer } from './reachability.ts';
import { type StreamState, silenceMs, streamAddress, watchStream } from './sse.ts';

/** A window that nobody sees needs no numbers; a glance at another one is no leaving. */
const letGoAfterMs = 5_000;

/** A stream of changes, and what they come to. `Kept` can be sent to another window. */
export interface SharedWatch<Response, Kept> {
  /** Windows of this person alone share it. */
  subject: string;
  fold: (kept: Kept | undefined, message: Response) => Kept;
  onKept: (kept: Kept) => void;
  onState: (state: StreamState, failure?: ApiFailure) => void;
}

/** What windows tell each other. */
type Told<Response, Kept> =
  | { kind: 'who' }
  | { kind: 'state'; state: StreamState }
  | { kind: 'kept'; id: string; kept: Kept; state: StreamState }
  /** `after`: the id of the message before it. */
  | { kind: 'message'; after: string; id: string; message: Response };

/** How far a window is. */
interface Position<Kept> {
  id: string;
  kept: Kept | undefined;
}

/**
 * One stream for all windows of a browser: it opens only six connections to a site, and the seventh call would wait for ever. The window
 * that holds the lock reads, and tells the others; when it goes, the next one goes on where it ended. Hidden windows let go.
 */
export async function watchTogether<Request, Response, Kept>(
  method: Method<Request, Response, true>,
  message: Given<Request>,
  watch: SharedWatch<Response, Kept>,
  signal: AbortSignal,
): Promise<void> {
  const at: Position<Kept> = { id: '', kept: undefined };
  while (!signal.aborted) {
    await becomesVisible(signal);
    if (signal.aborted) return;
    const seen = untilHidden(signal);
    const isOver = await watchOnce(method, message, watch, at, seen.signal);
    seen.end();
    if (isOver || signal.aborted) return;
    watch.onState('waiting');
  }
}

/** While the window is seen. @returns whether the stream was refused, so that trying again is of no use */
async function watchOnce<Request, Response, Kept>(
  method: Method<Request, Response, true>,
  message: Given<Request>,
  { subject, fold, onKept, onState }: SharedWatch<Response, Kept>,
  at: Position<Kept>,
  signal: AbortSignal,
): Promise<boolean> {
  let state: StreamState = 'connecting';
  const isAt = (kept: Kept, id: string): void => {
    Object.assign(at, { kept, id });
    onKept(kept);
  };
  const read = (tell: (told: Told<Response, Kept>) => void): Promise<void> =>
    watchStream(
      method,
      message,
      {
        onMessage: (one, id) => {
          tell({ kind: 'message', after: at.id, id, message: one });
          isAt(fold(at.kept, one), id);
        },
        onState: (next, failure) => {
          state = next;
          // Each window finds out for itself that it is refused.
          if (next !== 'refused') tell({ kind: 'state', state });
          onState(next, failure);
        },
      },
      signal,
      at.id,
    );
  const isRefused = (): boolean => state === 'refused';
  // Only over HTTPS there are locks.
  if (!('locks' in navigator)) return read(() => undefined).then(isRefused);

  // Windows of another release read other messages.
  const name = `${subject} ${ownRelease() ?? ''} ${streamAddress(method, message)}`;
  const channel = new BroadcastChannel(name);
  const tell = (told: Told<Response, Kept>): void => channel.postMessage(told);
  const silence = watchSilence(() => onState('waiting'));
  let leads = false;
  const onTold = (told: Told<Response, Kept>): void => {
    if (told.kind === 'who') {
      if (leads && at.kept !== undefined) tell({ kind: 'kept', id: at.id, kept: at.kept, state });
      return;
    }
    if (leads) return;
    silence.isBroken();
    if (told.kind === 'message') noteAnswer();
    if (told.kind === 'kept') isAt(told.kept, told.id);
    else if (told.kind === 'message' && told.after === at.id) isAt(fold(at.kept, told.message), told.id);
    else if (told.kind === 'message') return tell({ kind: 'who' });
    if (told.kind !== 'message') onState(told.state);
  };
  channel.onmessage = ({ data }: MessageEvent<Told<Response, Kept>>) => onTold(data);
  tell({ kind: 'who' });
  try {
    await navigator.locks.request(name, { signal }, () => {
      leads = true;
      silence.end();
      return read(tell);
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    silence.end();
    channel.close();
  }
  return isRefused();
}

/** The window that reads says every sign of life: its silence is that of the stream. */
function watchSilence(onSilence: () => void): { isBroken(): void; end(): void } {
  let timer = setTimeout(onSilence, silenceMs);
  return {
    isBroken() {
      clearTimeout(timer);
      timer = setTimeout(onSilence, silenceMs);
    },
    end: () => clearTimeout(timer),
  };
}

function becomesVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      signal.removeEventListener('abort', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });
}

/** Aborts some seconds after the window was hidden, or with the other signal. */
function untilHidden(outer: AbortSignal): { signal: AbortSignal; end(): void } {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
    outer.removeEventListener('abort', stop);
  };
  const stop = (): void => {
    end();
    abort.abort();
  };
  const look = (): void => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(stop, letGoAfterMs);
  };
  document.addEventListener('visibilitychange', look);
  outer.addEventListener('abort', stop);
  look();
  return { signal: abort.signal, end };
}
