import { ApiFailure } from '../api/failure.ts';
import type { DeviceStore } from './device-store.ts';

/** A command that has not been answered yet. It is sent again, unchanged, until it is. */
export interface Unsent {
  /** The idempotency key: the new dossier's id, or the command's own key. */
  id: string;
  /** Site and person: nobody else on this device sees or sends it. */
  owner: string;
  command: string;
  message: object;
  /** The dossier that it concerns. */
  dossierId: string;
  /** What people call it, for the list of unsent work. */
  label: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Answered with no: kept until the person has read why. */
  refusal?: { code: string; params: Record<string, string>; fields: ApiFailure['fields'] };
}

export type Outcome<Result> = { kind: 'done'; result: Result } | { kind: 'kept' };

export interface Outbox<Result> {
  /** What is not answered, oldest first; the same array until something changes. */
  entries: () => readonly Unsent[];
  subscribe: (listener: () => void) => () => void;
  /** Keeps the command, sends it once now. @throws ApiFailure when it was refused: it is then not kept. */
  submit: (entry: Omit<Unsent, 'owner' | 'at'>) => Promise<Outcome<Result>>;
  /** Sends all that waits. */
  flush: () => Promise<void>;
  /** Drops a refused command after it was read. */
  discard: (id: string) => Promise<void>;
  close: () => void;
}

interface Options<Result> {
  owner: string;
  store: DeviceStore<Unsent>;
  /** @throws ApiFailure */
  send: (command: string, message: object) => Promise<Result>;
  /** A command from an earlier try came through. */
  onSent: (entry: Unsent, result: Result) => void;
  now?: () => number;
  retryMs?: { first: number; last: number };
}

/** Work that survives a lost link and a closed browser. Every retry carries the same key, so that none is applied twice. */
export async function openOutbox<Result>(options: Options<Result>): Promise<Outbox<Result>> {
  const { owner, store, send, onSent, now = Date.now, retryMs = { first: 2_000, last: 30_000 } } = options;
  let entries: readonly Unsent[] = (await store.all()).filter((entry) => entry.owner === owner);
  const inFlight = new Set<string>();
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = retryMs.first;
  let closed = false;

  const change = (next: readonly Unsent[]): void => {
    entries = next;
    for (const listener of listeners) listener();
  };
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
  const attempt = async (entry: Unsent): Promise<{ result: Result } | ApiFailure | undefined> => {
    inFlight.add(entry.id);
    try {
      const result = await send(entry.command, entry.message);
      await drop(entry.id);
      wait = retryMs.first;
      return { result };
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
      const answer = await attempt(entry);
      if (answer === undefined) break;
      if (answer instanceof ApiFailure) {
        const { code, params, fields } = answer;
        const refused = { ...entry, refusal: { code, params, fields } };
        await store.put(entry.id, refused);
        change(entries.map((one) => (one.id === entry.id ? refused : one)));
      } else onSent(entry, answer.result);
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
      const answer = await attempt(entry);
      if (answer === undefined) {
        schedule();
        return { kind: 'kept' };
      }
      if (answer instanceof ApiFailure) {
        await drop(entry.id);
        throw answer;
      }
      return { kind: 'done', result: answer.result };
    },
    flush,
    discard: drop,
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
