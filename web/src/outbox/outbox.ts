import { ApiFailure } from '../api/failure.ts';
import type { DeviceStore } from './device-store.ts';

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
}

export type Outcome<Answer> = { kind: 'done'; answer: Answer } | { kind: 'kept' };

export interface Outbox {
  /** What is not answered, oldest first; the same array until something changes. */
  entries: () => readonly Unsent[];
  subscribe: (listener: () => void) => () => void;
  /** Keeps the command, sends it once now. @throws ApiFailure when it was refused: it is then not kept. */
  submit: (entry: Omit<Unsent, 'owner' | 'at'>) => Promise<Outcome<unknown>>;
  /** Sends all that waits. */
  flush: () => Promise<void>;
  /** Drops a refused command after it was read. */
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
  retryMs?: { first: number; last: number };
}

/** Work that survives a lost link and a closed browser. Every retry carries the same key, so that none is applied twice. */
export async function openOutbox(options: Options): Promise<Outbox> {
  const { owner, store, send, onSent, now = Date.now, retryMs = { first: 2_000, last: 30_000 } } = options;
  let entries: readonly Unsent[] = (await store.all()).flatMap(
    (kept) => readEntry(kept, owner, options.knows) ?? [],
  );
  const inFlight = new Set<string>();
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = retryMs.first;
  let closed = false;

  const change = (next: readonly Unsent[]): void => {
    entries = next;
    for (const listener of listeners) listener();
  };
  /** Nothing where it is no longer kept: it was answered. */
  const replace = (entry: Unsent): void => change(entries.map((one) => (one.id === entry.id ? entry : one)));
  const drop = async (id: string): Promise<void> => {
    change(entries.filter((entry) => entry.id !== id));
    await store.remove(id);
  };
  const schedule = (): void => {
    if (closed || timer !== undefined || !entries.some((entry) => !entry.refusal)) return;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, wait);
    wait = Math.min(wait * 2, retryMs.last);
  };

  /** Sends one; undefined while there is no answer. */
  const attempt = async (entry: Unsent): Promise<{ answer: unknown } | ApiFailure | undefined> => {
    inFlight.add(entry.id);
    try {
      const answer = await send(entry.method, entry.message);
      await drop(entry.id);
      wait = retryMs.first;
      return { answer };
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      return error.kind === 'refused' ? error : undefined;
    } finally {
      inFlight.delete(entry.id);
    }
  };

  const flush = async (): Promise<void> => {
    for (const entry of entries) {
      if (closed || entry.refusal || inFlight.has(entry.id)) continue;
      try {
        const tried = await attempt(entry);
        if (tried === undefined) break;
        if (tried instanceof ApiFailure) {
          const refused = withRefusal(entry, tried);
          await store.put(entry.id, refused);
          replace(refused);
        } else onSent(entry, tried.answer);
      } catch (error) {
        // A fault with this one, which holds up no other.
        console.error(error);
        replace(withRefusal(entry, unreadable));
      }
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
      const tried = await attempt(entry);
      if (tried === undefined) {
        schedule();
        return { kind: 'kept' };
      }
      if (tried instanceof ApiFailure) {
        await drop(entry.id);
        throw tried;
      }
      return { kind: 'done', answer: tried.answer };
    },
    flush,
    discard: drop,
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

const unreadable: NonNullable<Unsent['refusal']> = { code: 'ENTRY_UNREADABLE', params: {}, fields: [] };

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
  const { id, method, message, about, label, at, refusal } = kept;
  const entry: Unsent = {
    id,
    owner,
    method: typeof method === 'string' ? method : '',
    message: isObject(message) ? message : {},
    about: typeof about === 'string' ? about : '',
    label: typeof label === 'string' ? label : '',
    at: typeof at === 'number' ? at : 0,
  };
  if (!isObject(message) || !knows(entry.method)) return withRefusal(entry, unreadable);
  return isRefusal(refusal) ? withRefusal(entry, refusal) : entry;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRefusal = (value: unknown): value is NonNullable<Unsent['refusal']> =>
  isObject(value) && typeof value.code === 'string' && isObject(value.params) && Array.isArray(value.fields);
