import { ApiFailure } from '../api/failure.ts';
import type { DeviceStore } from './device-store.ts';
import { createPauses, pausesNow } from './pauses.ts';

/** A command that has not been answered yet. It is sent again, unchanged, until it is. */
export interface Unsent {
  /** The idempotency key: the new thing's id, or the command's own key. */
  id: string;
  /** Site and person: nobody else on this device sees or sends it. */
  owner: string;
  /** As the edge names it: `lienthong.onestop.v1.OneStopService/FinishDossier`. */
  method: string;
  message: object;
  /** The id of what it concerns. */
  about: string;
  /** What people call it, for the list of unsent work. */
  label: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Answered with no: kept until the person has read why. */
  refusal?: { code: string; params: Record<string, string>; fields: ApiFailure['fields'] };
  /** Answered with a fault of the server: when last, with which code, and when it is sent again. Milliseconds since 1970. */
  fault?: { code: string; at: number; next: number };
  /** A person has put it by: it is kept, and sent when they say so. */
  aside?: true;
}

export type Outcome<Answer> = { kind: 'done'; answer: Answer } | { kind: 'kept' };

export interface Outbox {
  /** What is not answered, oldest first; the same array until something changes. */
  entries: () => readonly Unsent[];
  subscribe: (listener: () => void) => () => void;
  /** Keeps the command, sends it once now. @throws ApiFailure when it was refused: it is then not kept. */
  submit: (entry: Pick<Unsent, 'id' | 'method' | 'message' | 'about' | 'label'>) => Promise<Outcome<unknown>>;
  /** Sends all that waits. */
  flush: () => Promise<void>;
  /** Sends this one, put by or not. */
  retry: (id: string) => Promise<void>;
  setAside: (id: string) => Promise<void>;
  /** Drops a command that was refused or put by. */
  discard: (id: string) => Promise<void>;
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
  now?: () => number;
  /** Pauses of a silent site; those of one command that the server fails at grow further. */
  retryMs?: { first: number; last: number };
}

type Attempt =
  | { kind: 'done'; answer: unknown }
  | { kind: 'refused'; failure: ApiFailure }
  /** Only this one failed. */
  | { kind: 'failed' }
  /** Nothing would come through now. */
  | { kind: 'silence' };

/** Work that survives a lost link and a closed browser. Every retry carries the same key, so that none is applied twice. */
export async function openOutbox(options: Options): Promise<Outbox> {
  const { owner, store, send, onSent, now = Date.now, retryMs = { first: 2_000, last: 30_000 } } = options;
  let entries: readonly Unsent[] = (await store.all()).flatMap(
    (kept) => readEntry(kept, owner, options.knows) ?? [],
  );
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
  const keep = async (id: string, changed: (entry: Unsent) => Unsent): Promise<void> => {
    const entry = find(id);
    if (!entry) return;
    const next = changed(entry);
    await store.put(id, next);
    replace(next);
  };
  const drop = async (id: string): Promise<void> => {
    change(entries.filter((entry) => entry.id !== id));
    pauses.forget(id);
    await store.remove(id);
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

  const attempt = async (entry: Unsent): Promise<Attempt> => {
    inFlight.add(entry.id);
    try {
      const answer = await send(entry.method, entry.message);
      await drop(entry.id);
      pauses.noteAnswer();
      return { kind: 'done', answer };
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (error.kind === 'signed-out' || (error.kind === 'unreachable' && !error.isFault)) {
        pauses.noteSilence();
        return { kind: 'silence' };
      }
      pauses.noteAnswer();
      if (error.kind === 'refused') return { kind: 'refused', failure: error };
      noteFault(entry, error);
      return { kind: 'failed' };
    } finally {
      inFlight.delete(entry.id);
    }
  };

  /** Whether the next one can be tried. */
  const sendAgain = async (entry: Unsent): Promise<boolean> => {
    try {
      const tried = await attempt(entry);
      if (tried.kind === 'done') onSent(entry, tried.answer);
      if (tried.kind === 'refused') await keep(entry.id, (one) => withRefusal(one, tried.failure));
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
    for (const { id } of inTurn()) {
      const entry = find(id);
      if (closed) return;
      if (!entry || !canGo(entry) || !which(entry) || (await sendAgain(entry))) continue;
      endedAt = id;
      break;
    }
    schedule();
  };

  schedule();
  return {
    entries: () => entries,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    submit: async (wanted) => {
      const entry: Unsent = { ...wanted, owner, at: now() };
      await store.put(entry.id, entry);
      change([...entries.filter((one) => one.id !== entry.id), entry]);
      const tried: Attempt = isBehind(entry) ? { kind: 'silence' } : await attempt(entry);
      if (tried.kind === 'refused') await drop(entry.id);
      schedule();
      if (tried.kind === 'refused') throw tried.failure;
      return tried.kind === 'done' ? tried : { kind: 'kept' };
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
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

const unreadable: NonNullable<Unsent['refusal']> = { code: 'ENTRY_UNREADABLE', params: {}, fields: [] };

/** Without what has happened to it since. */
const asGiven = ({ id, owner, method, message, about, label, at }: Unsent): Unsent => ({
  id,
  owner,
  method,
  message,
  about,
  label,
  at,
});

const withRefusal = (entry: Unsent, { code, params, fields }: NonNullable<Unsent['refusal']>): Unsent => ({
  ...entry,
  refusal: { code, params, fields },
});

/**
 * What is kept, as this release reads it. What it cannot send is shown as such, and stays as it is on the device: another release may
 * know it. Undefined: another person's, or nobody's.
 */
function readEntry(kept: unknown, owner: string, knows: (method: string) => boolean): Unsent | undefined {
  if (!isObject(kept) || kept.owner !== owner || typeof kept.id !== 'string') return undefined;
  const { id, method, message, about, label, at, refusal, aside } = kept;
  const entry: Unsent = {
    id,
    owner,
    method: typeof method === 'string' ? method : '',
    message: isObject(message) ? message : {},
    about: typeof about === 'string' ? about : '',
    label: typeof label === 'string' ? label : '',
    at: typeof at === 'number' ? at : 0,
    ...(aside === true ? { aside } : {}),
  };
  if (!isObject(message) || !knows(entry.method)) return withRefusal(entry, unreadable);
  return isRefusal(refusal) ? withRefusal(entry, refusal) : entry;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRefusal = (value: unknown): value is NonNullable<Unsent['refusal']> =>
  isObject(value) && typeof value.code === 'string' && isObject(value.params) && Array.isArray(value.fields);
