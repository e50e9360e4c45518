import {
  createListIndex,
  type IndexEntry,
  type ListCount,
  type ListIndex,
  type ListQuery,
} from '@lienthong/list-index';
import type { Logger } from '@lienthong/runtime';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Filter } from 'mongodb';
import type { AggregateStore } from './aggregate-store.ts';
import type { ListDefinition, StateDocument } from './definition.ts';
import { withKnownOutcome } from './unknown-outcome.ts';

/** A document as lists read it. */
export type Listed<D extends StateDocument> = Omit<D, 'events' | 'commands'>;

export interface AggregateLists<D extends StateDocument> {
  /**
   * A page, in the order of its list; of a search newest first.
   * @throws Refusal `INVALID_FIELD` for a page token of another list, `LISTS_BUILDING`, `STORE_UNAVAILABLE`.
   */
  page(query: ListQuery): Promise<{ items: Listed<D>[]; nextPageToken: string }>;
  /** @throws Refusal `LISTS_BUILDING`. */
  count(counts: readonly ListCount[]): Promise<number[]>;
}

interface Lists<D extends StateDocument> extends AggregateLists<D> {
  wrote(document: D): void;
  /** The database is another one now. */
  setBack(): void;
  start(): void;
  stop(): Promise<void>;
}

const batch = 500;
const retryMs = 1_000;

/** Lists of a store: what stands in them is asked of the index, the documents are read by id. */
export function createAggregateLists<D extends StateDocument>(
  store: AggregateStore<D>,
  { shape, entryOf }: ListDefinition<D['state']>,
  { file, logger }: { file: string; logger: Logger },
): Lists<D> {
  mkdirSync(dirname(file), { recursive: true });
  const toEntry = ({ _id, version, touched, unit, state }: Listed<D>): IndexEntry => ({
    ...entryOf(_id, state),
    id: _id,
    version,
    touched,
    scope: unit,
  });
  const index: ListIndex = createListIndex({
    file,
    shape,
    async *entriesSince(touched) {
      const where = (touched === 0 ? {} : { touched: { $gte: touched } }) as Filter<D>;
      const found = store.collection.find(where, { projection: { events: 0, commands: 0 } }).batchSize(batch);
      let entries: IndexEntry[] = [];
      for await (const stored of found) {
        entries.push(toEntry(store.upcast(stored as D)));
        if (entries.length < batch) continue;
        yield entries;
        entries = [];
      }
      yield entries;
    },
    failed: (error) => logger.error({ err: error }, 'lists and search are away until the next start'),
  });
  let isStopped = false;
  let filling: Promise<void> | undefined;

  async function fill(take: () => Promise<unknown>): Promise<void> {
    while (!isStopped) {
      try {
        await take();
        return;
      } catch (error) {
        if (isStopped) return;
        logger.warn({ err: error }, 'the lists could not be brought up to date');
        await pause(retryMs, undefined, { ref: false });
      }
    }
  }

  return {
    wrote: (document) => index.put(toEntry(document)),
    async page(query) {
      const { ids, nextPageToken } = await index.page(query);
      const where = { _id: { $in: ids } } as unknown as Filter<D>;
      const found = await withKnownOutcome(() =>
        store.collection.find(where, { projection: { events: 0, commands: 0 } }).toArray(),
      );
      const held = new Map(found.map((one) => [String(one._id), store.upcast(one as D)]));
      return { items: ids.flatMap((id) => held.get(id) ?? []), nextPageToken };
    },
    count: (counts) => index.count(counts),
    setBack() {
      filling = fill(() => index.rebuild());
    },
    start() {
      filling = fill(async () => store.touchAbove(await index.start()));
    },
    async stop() {
      isStopped = true;
      await index.stop();
      await filling;
    },
  };
}
