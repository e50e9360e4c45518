import {
  createPeriodicTask,
  type DeadLetterSource,
  type ServiceContext,
  type SiteNats,
} from '@lienthong/runtime';
import type { Db } from 'mongodb';
import { join } from 'node:path';
import { type AggregateLists, createAggregateLists } from './aggregate-lists.ts';
import { createAggregateNumbers } from './aggregate-numbers.ts';
import { type AggregateStore, createAggregateStore } from './aggregate-store.ts';
import { type CommandHandler, createCommandHandler } from './command-handler.ts';
import type { AggregateDefinition, DecidedEvent, StateDocument } from './definition.ts';
import { createEventReader, type EventReader } from './event-reader.ts';
import { createRelay, type Relay } from './relay.ts';
import { detectRestore } from './restore-check.ts';
import { createStoreEpoch } from './store-epoch.ts';
import { createToEnvelope } from './to-envelope.ts';

/** Aggregates of one kind at a site: their commands, their events, their way out. */
export interface Aggregate<D extends StateDocument, E, X> extends CommandHandler<D, E, X>, EventReader {
  readonly store: AggregateStore<D>;
  readonly lists: AggregateLists<D>;
  /** Events that do not go out for a reason of their own. */
  readonly unpublished: DeadLetterSource;
  /** Up to when every event of these units stands on the stream. */
  publishedTo(units: string[]): Promise<{ unit: string; publishedTo: Date }[]>;
  /** Another one at each start, and whenever the database was set back under this process: whoever counted the events compares anew. */
  epoch(): Promise<string>;
  /**
   * Gives numbers from now on, higher ones where the database has lost events of these units (it was restored); brings the lists up to
   * date, and looks for events that a crash left unpublished, until stopped. A command that wants a number waits for this.
   */
  start(units: string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Between two looks at whether the database was set back, and at what stands in no list. Each costs one read. */
const lookMs = 5_000;

/** Makes what a definition needs to live: the collection with its indexes, the handler of its commands, the relay of its events. */
export async function defineAggregate<D extends StateDocument, E extends DecidedEvent, X>(
  definition: AggregateDefinition<D, E, X>,
  given: Pick<ServiceContext, 'businessClock' | 'machineClock' | 'logger'> & {
    config: { site: string; cacheDirectory: string };
    db: Db;
    nats: SiteNats;
  },
): Promise<Aggregate<D, E, X>> {
  const { name } = definition;
  const toEnvelope = createToEnvelope(definition);
  const { config, db, nats, businessClock, logger } = given;
  const [service] = name.split('.');
  const epoch = createStoreEpoch(db, name, () => {
    logger.error(
      { aggregate: name },
      'the database was set back under the process: its lists are made again, its numbers go on above what it lost',
    );
    numbers.setBack();
    lists.setBack();
    relay.setBack();
  });
  let isLookFailing = false;
  /** Nobody else may ask: without `reporting` a database that was set back would stay unnoticed. */
  const looks = createPeriodicTask({
    async round() {
      try {
        await epoch.current();
        await lists.recheckLeft();
        isLookFailing = false;
      } catch (error) {
        if (!isLookFailing)
          logger.warn(
            { err: error },
            'whether the database was set back, or still has what stands in no list, is not known for now',
          );
        isLookFailing = true;
      }
    },
    pauseMs: lookMs,
  });
  const store: AggregateStore<D> = await createAggregateStore<D>(
    db,
    definition.collection,
    (document) => {
      epoch.wrote();
      lists.wrote(document);
      relay.offer(document);
    },
    definition,
    given.machineClock,
  );
  await store.collection.createIndex({ unit: 1, _id: 1 });
  await store.collection.createIndex({ unit: 1, days: 1, _id: 1 });
  const { collection } = store;
  const numbers = await createAggregateNumbers(collection, definition.numbers ?? {}, {
    detectRestore: (units, restored) => detectRestore({ collection, name, nats, logger }, units, restored),
    look: () => epoch.current(),
    logger,
  });
  const lists = await createAggregateLists(store, definition.lists, {
    file: join(config.cacheDirectory, `${name}.sqlite`),
    logger,
  });
  const relay: Relay<D> = createRelay({
    name,
    store,
    nats,
    source: `/${config.site}/${service}`,
    toEnvelope,
    found: (document) => lists.wrote(document),
    instance: `${config.site}-${service}`,
    clock: given.machineClock,
    businessClock,
    logger,
  });

  return {
    store,
    lists,
    unpublished: relay.unpublished,
    ...createCommandHandler(definition, store, numbers, businessClock),
    ...createEventReader(store, { toEnvelope, contributionVersion: definition.contributionVersion }),
    async publishedTo(units) {
      const now = businessClock.now();
      return Promise.all(
        units.map(async (unit) => ({ unit, publishedTo: new Date(await store.publishedTo(unit, now)) })),
      );
    },
    epoch: () => epoch.current(),
    async start(units) {
      await numbers.open(units);
      lists.start();
      relay.start();
      looks.start();
    },
    async stop() {
      await Promise.all([looks.stop(), relay.stop()]);
      await numbers.stop();
      await lists.stop();
    },
  };
}
