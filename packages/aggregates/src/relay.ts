import { type EventEnvelope, subjectOf, toMessage } from '@lienthong/messaging';
import {
  counter,
  createPeriodicTask,
  gauge,
  inSpan,
  type Logger,
  type MachineClock,
  type SiteNats,
} from '@lienthong/runtime';
import { SpanKind } from '@opentelemetry/api';
import type { AnyBulkWriteOperation, Filter } from 'mongodb';
import type { AggregateDocument, AggregateStore } from './aggregate-store.ts';
import { createLease } from './lease.ts';

/** Turns a stored event into what goes over the site's stream. */
export type ToEnvelope<D extends AggregateDocument> = (
  document: D,
  event: D['events'][number],
) => EventEnvelope;

export interface Relay<D extends AggregateDocument> {
  /** Publishes what a document just written has not published yet; never waits for it. */
  offer(document: D): void;
  /** Looks for what a crash left behind until stopped. */
  start(): void;
  /** Finishes what is under way. */
  stop(): Promise<void>;
  /** Aggregates whose events wait, and for how long the stream has refused. */
  status(): { waiting: number; failingSince: number | undefined };
}

const waitingGauge = gauge('lienthong.relay.waiting', {
  description: 'aggregates whose events the stream has not acknowledged',
});

const failingGauge = gauge('lienthong.relay.failing_seconds', {
  unit: 's',
  description: 'how long the stream has refused or not answered; 0: it takes events',
});
const failures = counter('lienthong.relay.failures', {
  description: 'publications that were refused (a full stream) or whose outcome is unknown',
});

const sweepMs = 500;
const sweepLimit = 200;
const maxInFlight = 64;
/** Whole documents in memory while the stream is away; beyond them the sweep finds the rest. */
const maxOffered = 5_000;
const graceMs = 5_000;
/**
 * Marks wait for one another: each is a durable write beside those that somebody waits for. What a crash leaves unmarked is published
 * again under the same ids.
 */
const markDelayMs = 500;
const maxMarks = 32;

/**
 * The way out of the aggregates: the process that wrote publishes at once, a sweep under a lease finds what was left. In order within an
 * aggregate, side by side between them. A time-out means "unknown": the same id goes again.
 */
export function createRelay<D extends AggregateDocument>(options: {
  /** Of the aggregate, e.g. `onestop.dossier`. */
  name: string;
  store: AggregateStore<D>;
  nats: SiteNats;
  /** CloudEvents source, e.g. `/s20116/onestop`. */
  source: string;
  toEnvelope: ToEnvelope<D>;
  /** Told of each that the sweep finds: nobody may know yet that it was written. */
  found?: (document: D) => void;
  instance: string;
  clock: MachineClock;
  logger: Logger;
}): Relay<D> {
  const { store, nats, source, toEnvelope, clock, logger } = options;
  const labels = { source, aggregate: options.name };
  const { collection } = store;
  const lease = createLease(collection.db, `relay:${collection.collectionName}`, options.instance, clock);
  /** The latest version offered of each aggregate; one at a time is being published. */
  const offered = new Map<string, D>();
  const busy = new Set<string>();
  let marks: { resolve: () => void; document: D }[] = [];
  let marking: NodeJS.Timeout | undefined;
  let failingSince: number | undefined;
  /** Of the process's own clock: the machine's may be put back by years, and nothing would go until then. */
  let retryAt = 0;
  let stopped = false;

  const unwatch = [
    waitingGauge.watch((result) => result.observe(offered.size + busy.size, labels)),
    failingGauge.watch((result) => {
      const now = clock.now();
      result.observe(Math.max(0, now - (failingSince ?? now)) / 1_000, labels);
    }),
  ];

  async function flushMarks(): Promise<void> {
    clearTimeout(marking);
    marking = undefined;
    const batch = marks;
    marks = [];
    if (batch.length === 0) return;
    try {
      const operations = markAll(batch.map(({ document }) => document));
      await collection.bulkWrite(operations, { ordered: false });
    } catch (error) {
      // Unmarked means published again: the sweep does it, and the ids make it harmless.
      logger.warn({ err: error }, 'events could not be marked as published');
    }
    for (const { resolve } of batch) resolve();
  }

  function mark(document: D): Promise<void> {
    return new Promise((resolve) => {
      marks.push({ resolve, document });
      // Neither all that may be under way nor the aggregate's next event ever waits for the clock.
      if (marks.length >= maxMarks || offered.has(document._id)) void flushMarks();
      else marking ??= setTimeout(() => void flushMarks(), markDelayMs);
    });
  }

  async function publish(document: D): Promise<void> {
    for (const event of document.events.slice(document.published)) {
      const envelope = toEnvelope(document, event);
      await inSpan(
        `publish ${event.type}`,
        { kind: SpanKind.PRODUCER, links: event.traceparent === undefined ? [] : [event.traceparent] },
        () => {
          const { headers, body } = toMessage(envelope, source, event.traceparent);
          return nats.js.publish(subjectOf(envelope), body, { msgID: envelope.id, headers });
        },
      );
    }
    await mark(document);
  }

  /** Of two states of an aggregate the later one counts, whichever was heard of first. */
  function enqueue(document: D): void {
    const known = offered.get(document._id);
    if (!known && offered.size >= maxOffered) return;
    if (!known || known.version <= document.version) offered.set(document._id, document);
  }

  function pump(): void {
    if (stopped || performance.now() < retryAt) return;
    for (const [id, document] of offered) {
      if (busy.size >= maxInFlight) return;
      if (busy.has(id)) continue;
      offered.delete(id);
      busy.add(id);
      publish(document).then(
        () => {
          failingSince = undefined;
          busy.delete(id);
          pump();
        },
        (error: unknown) => {
          busy.delete(id);
          failingSince ??= clock.now();
          failures.add(1, labels);
          retryAt = performance.now() + sweepMs;
          logger.warn({ err: error, aggregate: id }, 'events could not be published: they stay and go again');
        },
      );
    }
  }

  async function sweep(): Promise<void> {
    try {
      if (await lease.hold()) {
        const left = (await collection
          .find({ pending: true, _id: { $nin: [...busy] } } as unknown as Filter<D>)
          .limit(sweepLimit)
          .toArray()) as D[];
        for (const stored of left) {
          // It was offered while the database was asked.
          if (busy.has(stored._id)) continue;
          const document = store.upcast(stored);
          options.found?.(document);
          enqueue(document);
        }
      }
      pump();
    } catch (error) {
      logger.warn({ err: error }, 'the sweep for unpublished events failed');
    }
  }

  const sweeps = createPeriodicTask({ round: sweep, pauseMs: sweepMs });

  return {
    offer(document) {
      if (stopped) return;
      enqueue(document);
      if (busy.has(document._id)) void flushMarks();
      pump();
    },
    start: () => sweeps.start(),
    async stop() {
      stopped = true;
      for (const end of unwatch) end();
      await sweeps.stop();
      offered.clear();
      await flushMarks();
      const until = performance.now() + graceMs;
      while (busy.size > 0 && performance.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 10));
      // A lease that is not given back ends by itself; a database that is away must not keep the process from stopping.
      await lease
        .release()
        .catch((error: unknown) => logger.warn({ err: error }, 'the relay could not give its lease back'));
    },
    status: () => ({ waiting: offered.size + busy.size, failingSince }),
  };
}

/** One update for all of the same version. The mark only rises, and clears `pending` only for the version that was read. */
function markAll<D extends AggregateDocument>(documents: readonly D[]): AnyBulkWriteOperation<D>[] {
  const alike = Map.groupBy(documents, ({ version, events }) => `${version}/${events.length}`);
  return [...alike.values()].map(
    (group) =>
      ({
        updateMany: {
          filter: { _id: { $in: group.map(({ _id }) => _id) }, version: group[0]?.version },
          update: { $max: { published: group[0]?.events.length }, $set: { pending: false, pendingAt: 0 } },
        },
      }) as unknown as AnyBulkWriteOperation<D>,
  );
}
