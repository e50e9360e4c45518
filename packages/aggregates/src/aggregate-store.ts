import type { Instant, LocalDay } from '@lienthong/domain';
import { isDuplicateKey, type MachineClock } from '@lienthong/runtime';
import type { Collection, Db, Filter, UpdateFilter, WithoutId } from 'mongodb';
import { createInsertBatcher, RefusedWrite } from './insert-batcher.ts';

/** An event as it stands in its aggregate: history and outbox in one. */
export interface StoredEvent {
  /** Random and unique everywhere (UUIDv7). */
  id: string;
  /** Type with its major version, e.g. `onestop.dossier.received.v1`. */
  type: string;
  /** Business time. */
  at: Instant;
  /** The aggregate's version after it. */
  version: number;
  /** Local days whose numbers it touches: what comparisons and rebuilds ask for. */
  days: LocalDay[];
  traceparent?: string;
}

/** What every aggregate's document has besides its state. */
export interface AggregateDocument<E extends StoredEvent = StoredEvent> {
  _id: string;
  /** The {@link Shape} in which it is stored. */
  v: number;
  version: number;
  /** The unit that it concerns. */
  unit: string;
  events: E[];
  /** How many of `events` the stream has acknowledged. */
  published: number;
  /** `published < events.length`, as a field that an index finds. */
  pending: boolean;
  /** Business time of the oldest event not yet acknowledged; 0: none. */
  pendingAt: Instant;
  /** Rises with every write of the store: what lists have not heard of is found by it. */
  touched: number;
}

/** How documents are written today, and what becomes of those that an earlier release wrote. */
export interface Shape {
  /** Raised by each release that stores something else than the one before. */
  v: number;
  /** Brings a document of a lower `v` to today's shape, on each read; a list hands it over without `events`. */
  upcast?(stored: Record<string, unknown>): Record<string, unknown>;
}

/** Which events stand on the stream, and which commands may still add some. */
interface Progress {
  /** Runs a command so that {@link publishedTo} counts it from its first instant on. */
  trackInFlight<T>(at: Instant, work: () => Promise<T>): Promise<T>;
  /** Up to when every event of a unit stands on the stream; just before `now` where nothing waits. */
  publishedTo(unit: string, now: Instant): Promise<Instant>;
}

export interface AggregateStore<D extends AggregateDocument> extends Progress {
  readonly collection: Collection<D>;
  /** From now on `touched` is above this one, whatever the clock says. */
  touchAbove(touched: number): void;
  /** Inserts a new aggregate. @throws RefusedWrite. */
  insert(document: D): Promise<void>;
  /**
   * Appends events and sets fields in one write guarded by the version that `current` was read with.
   * @returns the new document, or undefined when somebody else was faster: read and decide again.
   * @throws RefusedWrite.
   */
  append(current: D, events: D['events'], set: Partial<D>): Promise<D | undefined>;
  find(where: Filter<D>): Promise<D | undefined>;
  /** What was read past {@link find}, in today's shape. @throws for one that a newer release has written. */
  upcast: (stored: D) => D;
}

/** Called with every document just written. */
export type AfterWrite<D> = (document: D) => void;

/**
 * Aggregates of one kind: each is one document with its events, one write stores everything (architecture §3). No second collection, no
 * transaction.
 */
export async function createAggregateStore<D extends AggregateDocument>(
  db: Db,
  name: string,
  afterWrite: AfterWrite<D>,
  shape: Shape,
  clock: MachineClock,
): Promise<AggregateStore<D>> {
  const collection = db.collection<D>(name);
  await collection.createIndex({ pending: 1, unit: 1, pendingAt: 1 });
  await collection.createIndex({ touched: 1 });
  let touched = 0;
  const touch = (): number => {
    touched = Math.max(clock.now(), touched + 1);
    return touched;
  };
  const insertBatched = createInsertBatcher<D>(collection);

  const upcast = (stored: D): D => inTodaysShape(stored, shape, name);

  return {
    collection,
    upcast,
    touchAbove(lowest) {
      touched = Math.max(touched, lowest);
    },
    async insert(document) {
      document.touched = touch();
      await insertBatched(document);
      afterWrite(document);
    },
    async append(current, events, set) {
      const next = {
        ...current,
        ...set,
        v: shape.v,
        version: current.version + events.length,
        events: [...current.events, ...events],
        pending: true,
        pendingAt: current.pending ? current.pendingAt : (events[0]?.at ?? current.pendingAt),
        touched: touch(),
      } as D;
      const guard = { _id: current._id, version: current.version } as Filter<D>;
      const { matchedCount } = await orRefuse(
        current.v === shape.v
          ? collection.updateOne(guard, {
              $set: {
                ...set,
                version: next.version,
                pending: true,
                pendingAt: next.pendingAt,
                touched: next.touched,
              },
              $push: { events: { $each: events } },
            } as unknown as UpdateFilter<D>)
          : collection.replaceOne(guard, next as unknown as WithoutId<D>),
      );
      if (matchedCount === 0) return undefined;
      afterWrite(next);
      return next;
    },
    async find(where) {
      const stored = (await collection.findOne(where)) as D | null;
      return stored ? upcast(stored) : undefined;
    },
    ...createProgress(collection),
  };
}

/** Refused by a unique index as an insert is. */
async function orRefuse<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (isDuplicateKey(error)) throw new RefusedWrite(true, (error as Error).message);
    throw error;
  }
}

/** Keeps the `v` that is stored: the next write has to bring the whole document up. */
function inTodaysShape<D extends AggregateDocument>(stored: D, shape: Shape, name: string): D {
  if (stored.v === shape.v) return stored;
  if (stored.v > shape.v || !shape.upcast)
    throw new Error(`${name}/${stored._id} has shape ${stored.v}: this release knows up to ${shape.v}`);
  return { ...shape.upcast(stored as unknown as Record<string, unknown>), v: stored.v } as unknown as D;
}

function createProgress<D extends AggregateDocument>(collection: Collection<D>): Progress {
  const inFlight = new Set<{ at: Instant }>();
  return {
    async trackInFlight(at, work) {
      const entry = { at };
      inFlight.add(entry);
      try {
        return await work();
      } finally {
        inFlight.delete(entry);
      }
    },
    async publishedTo(unit, now) {
      // An event of this very instant may still come: a clock may stand still.
      const earliest = Math.min(now - 1, ...[...inFlight].map(({ at }) => at - 1));
      const waiting = await collection
        .find({ pending: true, unit } as Filter<D>, { projection: { pendingAt: 1 } })
        .sort({ pendingAt: 1 })
        .limit(1)
        .toArray();
      const oldest = (waiting[0] as Pick<D, 'pendingAt'> | undefined)?.pendingAt;
      return oldest === undefined ? earliest : Math.min(earliest, oldest - 1);
    },
  };
}
