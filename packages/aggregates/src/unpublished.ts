import { type DeadReason, deadReason, type Remedies, unexpectedError } from '@lienthong/domain';
import { type DeadLetterSource, type MachineClock, newestLetters } from '@lienthong/runtime';
import { JetStreamApiError } from '@nats-io/jetstream';
import type { AggregateDocument } from './aggregate-store.ts';

/** An event that does not go out for a reason of its own: the stream takes others. */
export class Unpublishable extends Error {
  override readonly name = 'Unpublishable';
  readonly reason: DeadReason;

  constructor(reason: DeadReason, cause: unknown) {
    super(reason.code, { cause });
    this.reason = reason;
  }
}

/** Aggregates whose next event does not go out for a reason of its own, with the time at which each is tried again. */
export interface Unpublished<D extends AggregateDocument> {
  /** @param published how many of its events the stream has. */
  hold(document: D, reason: DeadReason, published: number): void;
  release(id: string): void;
  /** Forgets all: the database is another one now. */
  clear(): void;
  /** Forgets all but these: somebody else has published the rest. */
  keepOnly(ids: ReadonlySet<string>): void;
  find(id: string): { reason: DeadReason; unit: string } | undefined;
  /** How many events of this document the stream has. Of a document that was set back, only the events that it still has count. */
  publishedOf(document: D): number;
  isResting(id: string): boolean;
  resting(): string[];
  count(): number;
  list: DeadLetterSource['list'];
}

interface Held<D> {
  document: D;
  reason: DeadReason;
  published: number;
  attempts: number;
  since: Date;
  /** Of the process's own clock: the machine's may be put back. */
  retryAt: number;
}

/** What ends the causes for which events do not go out; the others are faults of the software. */
export const remedies: Remedies = { NEWER_RELEASE: 'release' };

const firstRestMs = 500;
const longestRestMs = 60_000;
/** All are left out of each sweep's question. Beyond them a fault is one of all, and the gauges say so. */
const mostHeld = 1_000;

export function createUnpublished<D extends AggregateDocument>(clock: MachineClock): Unpublished<D> {
  const all = new Map<string, Held<D>>();
  const isResting = (id: string): boolean => (all.get(id)?.retryAt ?? 0) > performance.now();
  return {
    hold(document, reason, published) {
      const before = all.get(document._id);
      if (!before && all.size >= mostHeld) return;
      const attempts = (before?.attempts ?? 0) + 1;
      const since = before?.since ?? new Date(Math.min(clock.now(), document.touched));
      const retryAt = performance.now() + Math.min(longestRestMs, firstRestMs * 2 ** (attempts - 1));
      all.set(document._id, { document, reason, published, attempts, since, retryAt });
    },
    release: (id) => void all.delete(id),
    clear: () => all.clear(),
    keepOnly(ids) {
      for (const id of all.keys()) if (!ids.has(id)) all.delete(id);
    },
    find(id) {
      const held = all.get(id);
      return held && { reason: held.reason, unit: held.document.unit };
    },
    publishedOf({ _id, events, published }) {
      const held = all.get(_id);
      const lastOut = held?.document.events[held.published - 1]?.id;
      return Math.max(published, events.findIndex(({ id }) => id === lastOut) + 1);
    },
    isResting,
    resting: () => [...all.keys()].filter(isResting),
    count: () => all.size,
    list(sees, before) {
      const seen = [...all.values()].filter(
        ({ document, since }) => sees(document.unit) && (!before || since < before),
      );
      return newestLetters(seen.sort((a, b) => b.since.getTime() - a.since.getTime()).map(toLetter));
    },
  };
}

function toLetter({ document, reason, published, attempts, since }: Held<AggregateDocument>) {
  const { _id, unit, events } = document;
  const event = events[published];
  return {
    id: _id,
    eventType: event?.type ?? '',
    eventId: event?.id ?? '',
    subject: _id,
    unit,
    eventTime: event && new Date(event.at),
    reason,
    attempts,
    deadSince: since,
  };
}

/** What the stream's server says of a message, whoever sends it. */
const messageTooLarge = 10_054;

/** Why a message does not go out whatever the stream does; undefined: it may be the stream. */
export function faultOfMessage(error: unknown): DeadReason | undefined {
  if (error instanceof JetStreamApiError)
    return error.code === messageTooLarge ? deadReason('EVENT_TOO_LARGE') : undefined;
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'InvalidArgumentError') return deadReason('EVENT_TOO_LARGE');
  return error.name === 'InvalidSubjectError' ? unexpectedError(error) : undefined;
}
