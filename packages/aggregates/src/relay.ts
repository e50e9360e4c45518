import { type DeadReason, deadReason, unexpectedError } from '@lienthong/domain';
import { type EventEnvelope, subjectOf, toMessage } from '@lienthong/messaging';
import {
  type BusinessClock,
  createPeriodicTask,
  type DeadLetterSource,
  eventStream,
  inSpan,
  type Logger,
  type MachineClock,
  refuseUnknownLetter,
  type SiteNats,
} from '@lienthong/runtime';
import { JetStreamApiError } from '@nats-io/jetstream';
import { SpanKind } from '@opentelemetry/api';
import type { AnyBulkWriteOperation, Filter } from 'mongodb';
import type { AggregateDocument, AggregateStore } from './aggregate-store.ts';
import { createLease } from './lease.ts';
import { relayFailures, watchRelay } from './relay-metrics.ts';
import { createUnpublished, faultOfMessage, remedies, Unpublishable } from './unpublished.ts';

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
  /** The database is another one now. */
  setBack(): void;
  /** Finishes what is under way. */
  stop(): Promise<void>;
  /** For how long the stream has taken nothing. */
  failingSince(): number | undefined;
  /** Events that do not go out for a reason of their own; the id is the aggregate's. */
  readonly unpublished: DeadLetterSource;
}

const sweepMs = 500;
const sweepLimit = 200;
const maxInFlight = 64;
/** As often may the stream refuse an aggregate, and take others after it, before that is taken for a fault of its own. */
const mostStrikes = 5;
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
 * aggregate, side by side between them. A time-out means "unknown": the same id goes again. An event that cannot go out holds up its own
 * aggregate alone, which is tried again ever more seldom, and stands before the operator.
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
  businessClock: Pick<BusinessClock, 'now'>;
  logger: Logger;
}): Relay<D> {
  const { name, store, nats, source, toEnvelope, clock, logger } = options;
  const labels = { source, aggregate: name };
  const { collection } = store;
  const lease = createLease(collection.db, `relay:${collection.collectionName}`, options.instance, clock);
  /** The latest version offered of each aggregate; one at a time is being published. */
  const offered = new Map<string, D>();
  const busy = new Set<string>();
  let marks: { resolve: () => void; document: D }[] = [];
  let marking: NodeJS.Timeout | undefined;
  const unpublished = createUnpublished<D>(clock);
  let failingSince: number | undefined;
  /** How many events the stream has taken. */
  let taken = 0;
  /** Events that the stream has not taken since it last took another. */
  const refused = new Set<string>();
  /** By event: those before it in its aggregate may be published again with each try. */
  const strikes = new Map<string, number>();
  /** Of the process's own clock: the machine's may be put back by years, and nothing would go until then. */
  let retryAt = 0;
  let stopped = false;

  const unwatch = watchRelay({
    labels,
    collection,
    clock,
    businessClock: options.businessClock,
    failingSince: () => failingSince,
    unpublishable: () => unpublished.count(),
  });

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

  async function publishOne(document: D, event: D['events'][number]): Promise<void> {
    const made = makeMessage(document, event);
    const links = event.traceparent === undefined ? [] : [event.traceparent];
    await inSpan(`publish ${event.type}`, { kind: SpanKind.PRODUCER, links }, async () => {
      try {
        await nats.js.publish(made.subject, made.body, { msgID: made.id, headers: made.headers });
      } catch (error) {
        const fault = faultOfMessage(error);
        if (fault && error instanceof JetStreamApiError) streamAnswered();
        throw fault ? new Unpublishable(fault, error) : error;
      }
    });
  }

  function makeMessage(document: D, event: D['events'][number]) {
    try {
      const envelope = toEnvelope(document, event);
      const message = toMessage(envelope, source, event.traceparent);
      return { ...message, subject: subjectOf(envelope), id: envelope.id };
    } catch (error) {
      throw new Unpublishable(unexpectedError(error), error);
    }
  }

  /** @returns why its next event does not go out; undefined: all are on the stream. */
  async function publish(document: D): Promise<DeadReason | undefined> {
    const { _id: id, events } = document;
    let published = unpublished.publishedOf(document);
    busy.add(id);
    try {
      for (const event of events.slice(published)) {
        await publishOne(document, event);
        published += 1;
        streamTook(event.id);
      }
      await mark(document);
      unpublished.release(id);
      return undefined;
    } catch (error) {
      const event = events[published]?.id ?? id;
      const reason = error instanceof Unpublishable ? error.reason : await streamRefused(id, event, error);
      logger.warn({ err: error, aggregate: id }, 'events could not be published: they stay and go again');
      if (reason) unpublished.hold(document, reason, published);
      return reason ?? deadReason('STREAM_REFUSES');
    } finally {
      busy.delete(id);
    }
  }

  function streamTook(event: string): void {
    taken += 1;
    failingSince = undefined;
    retryAt = 0;
    strikes.delete(event);
    refused.delete(event);
    for (const other of refused) strikes.set(other, (strikes.get(other) ?? 0) + 1);
    refused.clear();
  }

  /** If held events alone are waiting, this is the only sign that the stream is back. */
  function streamAnswered(): void {
    if (refused.size === 0) failingSince = undefined;
  }

  const streamAnswers = (): Promise<boolean> =>
    nats.jsm.streams.info(eventStream).then(
      () => true,
      () => false,
    );

  /** What is held back keeps its reason; the stream may be away as well. */
  async function heldRefused({ code }: DeadReason): Promise<void> {
    const before = taken;
    if (code === 'STREAM_REFUSES' && (await streamAnswers())) streamAnswered();
    else if (taken === before) failingSince ??= clock.now();
  }

  /** @returns the reason, where it is one of this aggregate alone. */
  async function streamRefused(id: string, event: string, error: unknown): Promise<DeadReason | undefined> {
    relayFailures.add(1, labels);
    const known = unpublished.find(id);
    if (known) {
      await heldRefused(known.reason);
      return known.reason;
    }
    if ((strikes.get(event) ?? 0) >= mostStrikes) {
      strikes.delete(event);
      logger.error({ err: error, aggregate: id }, 'the stream takes other events, and not this one');
      return deadReason('STREAM_REFUSES');
    }
    failingSince ??= clock.now();
    refused.add(event);
    // One alone may have itself to blame. From two on it is the stream, and each try takes seconds.
    if (refused.size > 1) retryAt = performance.now() + sweepMs;
    return undefined;
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
      // The sweep finds it when its time has come.
      if (!unpublished.isResting(id)) void publish(document).then(pump);
    }
  }

  /** What cannot be read is not published by this release. */
  function read(stored: D): D | undefined {
    try {
      return store.upcast(stored);
    } catch (error) {
      logger.warn({ err: error, aggregate: stored._id }, 'events of a newer release stay where they are');
      unpublished.hold(stored, deadReason('NEWER_RELEASE'), stored.published);
      return undefined;
    }
  }

  async function findLeft(): Promise<void> {
    const passed = [...busy, ...unpublished.resting()];
    const left = (await collection
      .find({ pending: true, _id: { $nin: passed } } as unknown as Filter<D>)
      .limit(sweepLimit)
      .toArray()) as D[];
    for (const stored of left) {
      // It was offered while the database was asked.
      if (busy.has(stored._id)) continue;
      const document = read(stored);
      if (!document) continue;
      options.found?.(document);
      enqueue(document);
    }
    if (left.length < sweepLimit)
      unpublished.keepOnly(new Set([...passed, ...busy, ...left.map(({ _id }) => _id)]));
  }

  async function sweep(): Promise<void> {
    try {
      if (await lease.hold()) await findLeft();
    } catch (error) {
      logger.warn({ err: error }, 'the sweep for unpublished events failed');
    }
    pump();
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
    setBack: () => unpublished.clear(),
    async stop() {
      stopped = true;
      unwatch();
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
    failingSince: () => failingSince,
    unpublished: {
      consumer: `relay-${name}`,
      remedies,
      problem: () =>
        unpublished.count() === 0
          ? undefined
          : `events of ${name} cannot be published: the operator's page lists them`,
      list: unpublished.list,
      async retry(id, sees) {
        const known = unpublished.find(id);
        if (!known || !sees(known.unit)) refuseUnknownLetter();
        const stored = (await collection.findOne({ _id: id, pending: true } as Filter<D>)) as D | null;
        if (!stored) {
          unpublished.release(id);
          return undefined;
        }
        const document = busy.has(id) ? undefined : read(stored);
        return document ? publish(document) : known.reason;
      },
    },
  };
}

/**
 * One update for all of the same version. The mark only rises, and clears `pending` only for the version that was read. After a database
 * was set back another history may have that version: its last event is another one.
 */
function markAll<D extends AggregateDocument>(documents: readonly D[]): AnyBulkWriteOperation<D>[] {
  const alike = Map.groupBy(documents, ({ version, events }) => `${version}/${events.length}`);
  return [...alike.values()].map((group) => {
    const ids = group.map(({ _id }) => _id);
    const [{ version, events } = { version: 0, events: [] }] = group;
    const last = group.flatMap((one) => one.events.at(-1)?.id ?? []);
    const same = events.length === 0 ? {} : { [`events.${events.length - 1}.id`]: { $in: last } };
    return {
      updateMany: {
        filter: { _id: { $in: ids }, version, ...same },
        update: { $max: { published: events.length }, $set: { pending: false, pendingAt: 0 } },
      },
    } as unknown as AnyBulkWriteOperation<D>;
  });
}
