import { ApiFailure } from '../api/failure.ts';
import { newId } from '../shared/new-id.ts';
import type { DeviceStore } from './device-store.ts';
import { asGiven, type Given, readEntry, rekeyed, type Unsent, unreadable, withRefusal } from './entry.ts';
import { noOtherWindows, type OtherWindows } from './other-windows.ts';
import { createPauses, pausesNow } from './pauses.ts';

export type { Given, Unsent };

export type Outcome<Answer> = { kind: 'done'; answer: Answer } | { kind: 'kept'; entry: Unsent };

/** What the windows of one person tell each other. */
export type News = { kept: Unsent } | { gone: string };

export interface Outbox {
  /** What is not answered, oldest first; the same array until something changes. */
  entries: () => readonly Unsent[];
  subscribe: (listener: () => void) => () => void;
  /** Keeps the command, sends it once now. @throws ApiFailure when it was refused: it is then kept only if nobody hears of it. */
  submit: (given: Given & { method: string }) => Promise<Outcome<unknown>>;
  /** Sends all that waits. */
  flush: () => Promise<void>;
  /** Sends this one, put by or not. */
  retry: (id: string) => Promise<void>;
  setAside: (id: string) => Promise<void>;
  /** Drops a command that was refused or put by. */
  discard: (id: string) => Promise<void>;
  /** Puts all on the device again, whose data were cleared. */
  keepAgain: () => Promise<void>;
  close: () => void;
}

interface Options {
  owner: string;
  /** What is in it may be of another release, or damaged. */
  store: DeviceStore<unknown>;
  /** Whether a feature has registered this method. */
  knows: (method: string) => boolean;
  /** @throws ApiFailure */
  send: (method: string, message: object) => Promise<unknown>;
  /** A command from an earlier try came through. */
  onSent: (entry: Unsent, answer: unknown) => void;
  windows?: OtherWindows<News>;
  newKey?: () => string;
  now?: () => number;
  /** Pauses of a silent site; those of one command that the server fails at grow further. */
  retryMs?: { first: number; last: number };
}

/** A broken store holds up no sending for longer. */
const storePatienceMs = 1_000;

/** Other windows hear what one has sent a moment after they may send it themselves. */
const newsPatienceMs = 50;

type Refused = { kind: 'refused'; entry: Unsent; failure: ApiFailure };

type Attempt =
  | { kind: 'done'; entry: Unsent; answer: unknown }
  | Refused
  /** Only this one failed, or another window is at it. */
  | { kind: 'failed'; entry: Unsent }
  /** Nothing would come through now. */
  | { kind: 'silence'; entry: Unsent };

/** Work that survives a lost link and a closed browser. Every retry carries the same key, so that none is applied twice. */
export async function openOutbox(options: Options): Promise<Outbox> {
  const { owner, store, send, onSent, now = Date.now, retryMs = { first: 2_000, last: 30_000 } } = options;
  const { windows = noOtherWindows<News>(), newKey = newId } = options;
  const known = await store.all().catch((error: unknown) => {
    // A browser that forbids storage: unsent work then lasts as long as its windows.
    console.error(error);
    return [];
  });
  let entries: readonly Unsent[] = known.flatMap((kept) => readEntry(kept, owner, options.knows) ?? []);
  const inFlight = new Set<string>();
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pauses = createPauses(retryMs);
  let closed = false;
  let endedAt: string | undefined;

  const find = (id: string): Unsent | undefined => entries.find((one) => one.id === id);
  const change = (next: readonly Unsent[]): void => {
    entries = next;
    for (const listener of listeners) listener();
  };
  /** Nothing where it is no longer kept: it was answered. */
  const replace = (entry: Unsent): void => change(entries.map((one) => (one.id === entry.id ? entry : one)));
  const put = (entry: Unsent): void =>
    change(
      find(entry.id)
        ? entries.map((one) => (one.id === entry.id ? entry : one))
        : [...entries, entry].sort((a, b) => a.at - b.at),
    );
  /** On the device, or said not to be there. */
  const stored = async ({ unkept, ...entry }: Unsent): Promise<Unsent> => {
    let patience: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      patience = setTimeout(() => reject(new Error('the device store is silent')), storePatienceMs);
    });
    try {
      await Promise.race([store.put(entry.id, entry), late]);
      return entry;
    } catch (error) {
      if (!unkept) console.error(error);
      return { ...entry, unkept: true };
    } finally {
      clearTimeout(patience);
    }
  };
  const keep = async (id: string, changed: (entry: Unsent) => Unsent): Promise<void> => {
    const entry = find(id);
    if (!entry) return;
    // At once, here and in the other windows: meanwhile it could be sent again.
    const next = changed(entry);
    replace(next);
    windows.tell({ kept: next });
    const kept = await stored(next);
    if (find(id) === next) replace(kept);
  };
  const forget = (id: string): void => {
    change(entries.filter((entry) => entry.id !== id));
    pauses.forget(id);
  };
  const drop = async (id: string): Promise<void> => {
    forget(id);
    windows.tell({ gone: id });
    // What is gone here and not there is sent once more, and answered as a repeat.
    await store.remove(id).catch(console.error);
  };
  const waits = (entry: Unsent): boolean => !entry.refusal && !entry.aside;
  /** What is done to one thing is done in order. */
  const isBehind = ({ id, about }: Unsent): boolean =>
    entries.find((one) => one.about === about && waits(one))?.id !== id;
  const canGo = (entry: Unsent): boolean => waits(entry) && !inFlight.has(entry.id) && !isBehind(entry);

  const schedule = (): void => {
    clearTimeout(timer);
    const due = entries.filter(canGo).map(({ id }) => pauses.dueAt(id));
    if (closed || due.length === 0) return;
    const wait = Math.max(Math.min(...due) - pausesNow(), 0);
    timer = setTimeout(() => void sendAll(({ id }) => pauses.dueAt(id) <= pausesNow()), wait);
  };

  const noteFault = ({ id }: Unsent, { code }: ApiFailure): void => {
    const pause = pauses.noteFault(id);
    const entry = find(id);
    if (entry) replace({ ...entry, fault: { code, at: now(), next: now() + pause } });
  };

  /** Whether another window has had it answered while this one waited for its turn. */
  const isAnswered = async ({ id, unkept }: Unsent): Promise<boolean> => {
    if (unkept || (await store.get(id).catch(() => 'unknown')) !== undefined) return false;
    await new Promise((resolve) => setTimeout(resolve, newsPatienceMs));
    return !find(id);
  };

  const rekey = async (entry: Unsent): Promise<Unsent> => {
    const next = await stored(rekeyed(entry, newKey()));
    change(entries.map((one) => (one.id === entry.id ? next : one)));
    await drop(entry.id);
    return next;
  };

  const sendOnce = async (entry: Unsent, isRekeyed = false): Promise<Attempt> => {
    windows.tell({ kept: entry });
    try {
      const answer = await send(entry.method, entry.message);
      await drop(entry.id);
      pauses.noteAnswer();
      return { kind: 'done', entry, answer };
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (error.kind === 'signed-out' || (error.kind === 'unreachable' && !error.isFault)) {
        pauses.noteSilence();
        return { kind: 'silence', entry };
      }
      pauses.noteAnswer();
      if (error.code === 'IDEMPOTENCY_KEY_REUSED' && !isRekeyed) return sendOnce(await rekey(entry), true);
      if (error.kind === 'refused') return { kind: 'refused', entry, failure: error };
      noteFault(entry, error);
      return { kind: 'failed', entry };
    }
  };

  const attempt = async (entry: Unsent): Promise<Attempt> => {
    inFlight.add(entry.id);
    try {
      const tried = await windows.alone(entry.id, async () =>
        (await isAnswered(entry)) ? ('elsewhere' as const) : sendOnce(entry),
      );
      if (tried !== 'elsewhere') return tried;
      pauses.noteFault(entry.id);
      return { kind: 'failed', entry };
    } finally {
      inFlight.delete(entry.id);
    }
  };

  /** Who waits is told it at once; where nobody does it is kept until it is read. */
  const settleRefusal = async ({ entry, failure }: Refused, isHeard: boolean): Promise<void> => {
    if (!isHeard) return keep(entry.id, (one) => withRefusal(one, failure));
    // Nothing is waited for: meanwhile who waits could leave.
    void drop(entry.id);
  };

  /** Whether the next one can be tried. */
  const sendAgain = async (entry: Unsent): Promise<boolean> => {
    try {
      const tried = await attempt(entry);
      if (tried.kind === 'done') onSent(tried.entry, tried.answer);
      if (tried.kind === 'refused') await settleRefusal(tried, false);
      return tried.kind !== 'silence';
    } catch (error) {
      // A fault with this one, which holds up no other.
      console.error(error);
      replace(withRefusal(entry, unreadable));
      return true;
    }
  };

  /** From behind the one at which the last round ended: if that is never answered, the others still are. */
  const inTurn = (): readonly Unsent[] => {
    const start = entries.findIndex(({ id }) => id === endedAt) + 1;
    return [...entries.slice(start), ...entries.slice(0, start)];
  };

  const sendAll = async (which: (entry: Unsent) => boolean): Promise<void> => {
    await keepAgain(({ unkept }) => unkept === true);
    for (const { id } of inTurn()) {
      const entry = find(id);
      if (closed) return;
      if (!entry || !canGo(entry) || !which(entry) || (await sendAgain(entry))) continue;
      endedAt = id;
      break;
    }
    schedule();
  };

  const keepAgain = async (which: (entry: Unsent) => boolean): Promise<void> => {
    for (const entry of entries.filter(which)) {
      const next = await stored(entry);
      if (find(entry.id)) replace(next);
    }
  };

  windows.hear((news) => {
    if ('gone' in news) forget(news.gone);
    else if (news.kept.owner === owner && options.knows(news.kept.method)) put(news.kept);
    schedule();
  });
  schedule();
  return {
    entries: () => entries,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    submit: async ({ method, message, about, label, onKept, isHeard = () => true }) => {
      const id = newKey();
      const given = {
        id,
        owner,
        method,
        message: message(id),
        about: about ?? id,
        label: typeof label === 'string' ? label : label(id),
        at: now(),
      };
      const entry = await stored(given);
      put(entry);
      if (!entry.unkept) onKept?.();
      const tried: Attempt = isBehind(entry) ? { kind: 'silence', entry } : await attempt(entry);
      if (tried.kind === 'refused') await settleRefusal(tried, isHeard());
      schedule();
      if (tried.kind === 'refused') throw tried.failure;
      return tried.kind === 'done' ? tried : { kind: 'kept', entry: find(tried.entry.id) ?? tried.entry };
    },
    flush: () => sendAll(() => true),
    retry: async (id) => {
      await keep(id, asGiven);
      await sendAll((one) => one.id === id);
    },
    setAside: async (id) => {
      await keep(id, (entry) => ({ ...asGiven(entry), aside: true }));
      schedule();
    },
    discard: async (id) => {
      await drop(id);
      schedule();
    },
    keepAgain: () => keepAgain(() => true),
    close: () => {
      closed = true;
      windows.close();
      clearTimeout(timer);
    },
  };
}
