import {
  createListIndex,
  type IndexEntry,
  type ListCount,
  type ListIndex,
  type ListPage,
  type ListQuery,
} from '@lienthong/list-index';
import type { Logger } from '@lienthong/runtime';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Filter } from 'mongodb';
import type { AggregateStore } from './aggregate-store.ts';
import type { ListDefinition, StateDocument } from './definition.ts';
import { withKnownOutcome } from './unknown-outcome.ts';

/** A document as lists read it. */
export type Listed<D extends StateDocument> = Omit<D, 'events' | 'commands'>;

/** Of a list. `isFurther`: of a search whose words alone find nothing. */
type Page<D extends StateDocument> = Omit<ListPage, 'ids'> & { items: Listed<D>[] };

export interface AggregateLists<D extends StateDocument> {
  /**
   * A page, in the order of its list; of a search newest first. What a newer release has written is left out.
   * @throws Refusal `INVALID_FIELD` for a page token of another list, `LISTS_BUILDING`, `LISTS_AWAY`, `STORE_UNAVAILABLE`.
   */
  page(query: ListQuery): Promise<Page<D>>;
  /** @throws Refusal `LISTS_BUILDING`, `LISTS_AWAY`. */
  count(counts: readonly ListCount[]): Promise<number[]>;
  /**
   * Makes anew what stands in a list of these units: what an entry is made of beside its document is another by now. Returns at once; to be
   * called after the start. Calls that wait are one.
   */
  remake(list: string, units: readonly string[]): void;
  /** Why there are no lists, for the health report; undefined: nothing is wrong. */
  problem(): string | undefined;
}

interface Lists<D extends StateDocument> extends AggregateLists<D> {
  wrote(document: D): void;
  /** The database is another one now. */
  setBack(): void;
  /** Looks again at documents that stand in no list: another process may have written them anew, or they are gone. */
  recheckLeft(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

const batch = 500;
const retryMs = 1_000;

/** Lists of a store: what stands in them is asked of the index, the documents are read by id. */
export async function createAggregateLists<D extends StateDocument>(
  store: AggregateStore<D>,
  { shape, entryOf }: ListDefinition<D['state']>,
  { file, logger }: { file: string; logger: Logger },
): Promise<Lists<D>> {
  const toEntry = ({ _id, version, touched, unit, state }: Listed<D>): IndexEntry => ({
    ...entryOf(_id, state),
    id: _id,
    version,
    touched,
    scope: unit,
  });
  /** Documents that a newer release has written, or of which no entry can be made: nobody reads them in a list here. */
  const left = new Set<string>();

  function toEntryUnlessLeft(stored: D, inTodaysShape: (stored: D) => D): IndexEntry[] {
    return unlessLeft(stored, () => {
      const entry = toEntry(inTodaysShape(stored));
      left.delete(stored._id);
      return entry;
    });
  }

  /** One of them keeps nobody from the others. */
  function unlessLeft<T>({ _id }: Pick<D, '_id'>, read: () => T): T[] {
    try {
      return [read()];
    } catch (error) {
      if (!left.has(_id)) logger.warn({ err: error, aggregate: _id }, 'a document stands in no list');
      left.add(_id);
      return [];
    }
  }
  const index: ListIndex = createListIndex({
    file: placeOf(file, logger),
    shape,
    async *entriesSince(touched) {
      const where = (touched === 0 ? {} : { touched: { $gte: touched } }) as Filter<D>;
      const found = store.collection.find(where, { projection: { events: 0, commands: 0 } }).batchSize(batch);
      let entries: IndexEntry[] = [];
      for await (const stored of found) {
        entries.push(...toEntryUnlessLeft(stored as D, store.upcast));
        if (entries.length < batch) continue;
        yield entries;
        entries = [];
      }
      yield entries;
    },
    failed(error) {
      isAway = true;
      logger.error({ err: error }, 'lists and search are away until the next start');
    },
    missed(error) {
      logger.error({ err: error }, 'an entry could not be taken: the lists are made again');
      then(() => index.rebuild());
    },
  });
  let isStopped = false;
  let isAway = false;
  let filling: Promise<void> = Promise.resolve();
  /** Units of lists that wait to be made anew. */
  const toRemake = new Map<string, Set<string>>();
  const watermark = await index.watermark();
  store.touchAbove(watermark);
  const known = { touched: { $gte: watermark } } as unknown as Filter<D>;
  const isRestored = watermark > 0 && !(await store.collection.findOne(known, { projection: { _id: 1 } }));

  async function fill(take: () => Promise<unknown>): Promise<void> {
    while (!isStopped && !isAway) {
      try {
        await take();
        return;
      } catch (error) {
        if (isStopped || isAway) return;
        logger.warn({ err: error }, 'the lists could not be brought up to date');
        await pause(retryMs, undefined, { ref: false });
      }
    }
  }

  async function remakeOf(list: string, scope: string): Promise<void> {
    const asked = { list, scope, range: { from: '', to: '' }, newestFirst: false, facet: '' };
    let pageToken = '';
    do {
      const page = await index.page({ ...asked, words: [], exact: [], pageSize: batch, pageToken });
      await takeAgain(page.ids);
      pageToken = page.nextPageToken;
    } while (pageToken !== '' && !isStopped);
  }

  /** @returns those that the store holds. */
  async function takeAgain(ids: readonly string[]): Promise<Set<string>> {
    const found = await store.collection
      .find({ _id: { $in: ids } } as unknown as Filter<D>, { projection: { events: 0, commands: 0 } })
      .toArray();
    for (const one of found) for (const entry of toEntryUnlessLeft(one as D, store.upcast)) index.put(entry);
    return new Set(found.map(({ _id }) => _id));
  }

  /** One after the other: the first to end would call lists whole that the next one has emptied. */
  function then(take: () => Promise<void>): void {
    filling = filling.then(() => fill(take));
  }

  return {
    problem() {
      if (isAway) return 'lists and search are away until the next start';
      return left.size === 0
        ? undefined
        : 'documents stand in no list: a newer release may have written them';
    },
    wrote(document) {
      for (const entry of toEntryUnlessLeft(document, (one) => one)) index.put(entry);
    },
    async recheckLeft() {
      const ids = [...left].slice(0, batch);
      if (ids.length === 0) return;
      const held = await takeAgain(ids);
      // Those behind them have their turn with the next look.
      for (const id of ids) if (left.delete(id) && held.has(id)) left.add(id);
    },
    async page(query) {
      const { ids, ...page } = await index.page(query);
      const where = { _id: { $in: ids } } as unknown as Filter<D>;
      const found = await withKnownOutcome(() =>
        store.collection.find(where, { projection: { events: 0, commands: 0 } }).toArray(),
      );
      const read = found.flatMap((one) => unlessLeft(one as D, () => store.upcast(one as D)));
      const held = new Map(read.map((one) => [one._id, one]));
      return { ...page, items: ids.flatMap((id) => held.get(id) ?? []) };
    },
    count: (counts) => index.count(counts),
    remake(list, units) {
      const others = toRemake.get(list);
      // What waits has read nothing yet: it will find what changed meanwhile.
      if (others) {
        for (const unit of units) others.add(unit);
        return;
      }
      const all = new Set(units);
      toRemake.set(list, all);
      then(async () => {
        if (toRemake.get(list) === all) toRemake.delete(list);
        for (const unit of all) {
          if (isStopped) return;
          await remakeOf(list, unit);
        }
      });
    },
    setBack() {
      then(() => index.rebuild());
    },
    start() {
      then(() => index.start(isRestored));
    },
    async stop() {
      isStopped = true;
      await index.stop();
      await filling;
    },
  };
}

/** Lists may come late, but a folder must not keep the service from its work. */
function placeOf(file: string, logger: Logger): string {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    accessSync(dirname(file), constants.W_OK);
    return file;
  } catch (error) {
    logger.error({ err: error }, 'cacheDirectory cannot be written: the lists are made again at each start');
    return ':memory:';
  }
}
