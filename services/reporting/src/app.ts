import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import type { UnitKey } from '@lienthong/domain';
import { catalogueOf } from '@lienthong/indicators';
import { createDeadLetters, createEventConsumer } from '@lienthong/messaging';
import { type App, type CreateApp, type DirectoryTables, ownedUnits } from '@lienthong/runtime';
import { createEventsOwner } from './adapters/events-owner.ts';
import { createTallyExchange } from './adapters/exchange.ts';
import { createFactStore } from './adapters/fact-store.ts';
import { createHistoryStore } from './adapters/history-store.ts';
import { createLostFactStore } from './adapters/lost-fact-store.ts';
import { watchReporting } from './adapters/metrics.ts';
import { createProgressStore } from './adapters/progress-store.ts';
import { createTallyStore } from './adapters/tally-store.ts';
import { createComparison } from './commands/compare-with-owner.ts';
import { createComparisons } from './commands/comparisons.ts';
import { createStreamDoubt } from './commands/doubt-stream.ts';
import { createRecountDay } from './commands/recount-day.ts';
import { createResolveHistory } from './commands/resolve-history.ts';
import { durable } from './config.ts';
import { createEventHandler } from './consumers/events.ts';
import { type AggregateOf, createCountingCatalogue, type ReadCatalogue } from './domain/catalogue.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';
import { createDayBook } from './projections/day-book.ts';
import { factsBehind } from './projections/day-tally.ts';
import { createProgressReporter } from './projections/progress-reporter.ts';
import { createSweep } from './projections/sweep.ts';

/** Facts don't care about order: the next events' facts are inserted while the tallies of the last ones are written. */
const batchesAtOnce = 2;

/** Facts and tallies of the units that this site owns, put into its exchange. */
export const createApp: CreateApp = async (surroundings): Promise<App> => {
  const { config, identity, reach, logger, businessClock, machineClock, service } = surroundings;
  const { db } = await surroundings.database();
  const nats = await surroundings.nats();
  const tables = surroundings.directory();
  const units = (): UnitKey[] => ownedUnits(tables, config);
  const catalogue = readCatalogue(tables);
  const aggregateOf: AggregateOf = (code) => catalogue().aggregateOf(code);

  const facts = await createFactStore(db);
  const tallies = await createTallyStore(db);
  const history = await createHistoryStore(db);
  const lostFacts = await createLostFactStore(db);
  const deadLetters = await createDeadLetters(db, durable.name, machineClock);
  const owner = createEventsOwner('onestop', surroundings);
  // The book tells exchange of each tally, exchange asks the book to count again: what one is handed of the other is called after both are made.
  const book = createDayBook({
    facts,
    tallies,
    history,
    aggregateOf,
    written: (tally) => exchange.offer(tally),
    storeMoved: ({ unit }) => comparisons.doubt(unit, 'facts'),
    logger,
  });
  const refreshCatalogue = (): Promise<void> => tables.refresh();
  const handle = createEventHandler({ facts, book, catalogue, refreshCatalogue });
  const compare = createComparison({
    facts,
    tallies,
    lostFacts,
    book,
    owner,
    catalogue,
    refreshCatalogue,
    deadLetters,
    clock: machineClock,
    logger,
  });
  const comparisons = createComparisons({ compare, units, clock: machineClock, logger });
  const exchange = createTallyExchange({
    reach: reach('exchange'),
    identity,
    units,
    tallies,
    recount: createRecountDay({
      facts,
      tallies,
      history,
      raise: (day, how) => book.raise(day, how),
      compared: (unit) => comparisons.fresh(unit, 10_000),
      factsHeld: async (day) => {
        const { tally, isDeleted } = await exchange.held(day);
        // That people deleted it was a decision: nothing stands there.
        return tally ? factsBehind(tally) : isDeleted ? 0 : undefined;
      },
    }),
    isMissing: (day) => history.isMissing(day),
    logger,
  });
  const resolveHistory = createResolveHistory({
    history,
    facts,
    tallies,
    exchange,
    book,
    aggregateOf,
    clock: machineClock,
  });
  tables.onChange((name) => {
    if (name === 'sites') exchange.compare();
  });
  const consumer = createEventConsumer({
    nats,
    durable,
    handle,
    deadLetters,
    logger,
    batchesAtOnce,
    onDoubt: () => streamDoubt.raise(),
  });
  const streamDoubt = createStreamDoubt({ consumer, comparisons, units, logger });
  const progress = createProgressReporter({
    units,
    owner,
    onOwnerDoubt: () => streamDoubt.raise(),
    consumer,
    putSoFar: () => exchange.putSoFar(),
    isCompared: (unit) => comparisons.isCompared(unit),
    isRefused: (unit) => exchange.status().notTaken.has(unit),
    isHistoryMissing: (unit) => history.missing(unit).length > 0,
    deadLetters,
    store: await createProgressStore(db, machineClock),
    report: exchange.report,
    businessClock,
    machineClock,
    logger,
  });
  const sweep = createSweep({ book, logger });
  let unwatch: (() => void) | undefined;

  return {
    service,
    mount: (server) =>
      server.mount(
        ReportingServiceService,
        createHandlers({
          facts,
          history,
          tallies,
          comparisons,
          resolveHistory,
          lostFacts,
          catalogue,
          clock: machineClock,
          jurisdiction: tables,
          units,
        }),
        authorisation,
        tables,
      ),
    deadLetters: [consumer.deadLetters],
    async start() {
      await tables.start();
      await resolveHistory.finish();
      exchange.start();
      comparisons.start();
      await consumer.start();
      streamDoubt.raise();
      await progress.start();
      sweep.start();
      unwatch = watchReporting({
        dirtyDays: () => book.waiting(),
        unputTallies: () => exchange.status().waiting,
        missingDays: () => Math.max(history.countMissing(), exchange.status().left),
        lostFacts: async () =>
          [...(await lostFacts.countOpenByUnit()).values()].reduce((sum, one) => sum + one, 0),
        exchangeFailingMs: () => machineClock.now() - (exchange.status().failingSince ?? machineClock.now()),
      });
    },
    async stop() {
      unwatch?.();
      await sweep.stop();
      await progress.stop();
      await streamDoubt.stop();
      await comparisons.stop();
      await consumer.stop();
      await book.stop();
      await exchange.stop();
      owner.close();
    },
  };
};

/** The catalogue of the directory's tables, made anew only when one of them changed. */
function readCatalogue(tables: DirectoryTables): ReadCatalogue {
  let read: unknown[] = [];
  let known: ReturnType<ReadCatalogue> | undefined;
  return () => {
    const [indicators, fields] = [tables.table('indicators'), tables.table('fields')];
    if (!known || read[0] !== indicators || read[1] !== fields) {
      const codes = new Set(fields.fields.map(({ code }) => code));
      known = createCountingCatalogue(catalogueOf(indicators), codes);
      read = [indicators, fields];
    }
    return known;
  };
}
