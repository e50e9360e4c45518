import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import type { UnitKey } from '@lienthong/domain';
import { connectNats, createDeadLetters, createEventConsumer, provisionSite } from '@lienthong/messaging';
import {
  type App,
  type CreateApp,
  connectDatabase,
  createDirectoryTables,
  type DirectoryTables,
  ownedUnits,
} from '@lienthong/runtime';
import { createEventsOwner } from './adapters/events-owner.ts';
import { createTallyExchange } from './adapters/exchange.ts';
import { factsBehind } from './adapters/day-tally.ts';
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
import { createRetryDeadLetter } from './commands/retry-dead-letter.ts';
import { durable } from './config.ts';
import { createDossierEventHandler } from './consumers/dossier-events.ts';
import type { KnownFields } from './domain/dossier-moves.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';
import { createDayBook } from './projections/day-book.ts';
import { createProgressReporter } from './projections/progress-reporter.ts';
import { createSweep } from './projections/sweep.ts';

/** Facts don't care about order: the next events' facts are inserted while the tallies of the last ones are written. */
const batchesAtOnce = 2;

/** Facts and tallies of the units that this site owns, put into its exchange. */
export const createApp: CreateApp = async (surroundings): Promise<App> => {
  const { config, identity, reach, logger, businessClock, machineClock, service } = surroundings;
  const database = await connectDatabase(config.database.uri, `${config.database.prefix}_reporting`);
  const nats = await connectNats({ ...config.nats, tls: config.tls }, `${config.site}/${service}`, logger);
  const tables = createDirectoryTables(surroundings);
  const units = (): UnitKey[] => ownedUnits(tables, config);
  const fields = knownFields(tables);

  const facts = await createFactStore(database.db);
  const tallies = await createTallyStore(database.db);
  const history = await createHistoryStore(database.db);
  const lostFacts = await createLostFactStore(database.db);
  const deadLetters = await createDeadLetters(database.db, machineClock);
  const owner = createEventsOwner(reach('onestop'), identity);
  // The book tells exchange of each tally, exchange asks the book to count again: what one is handed of the other is called after both are made.
  const book = createDayBook({
    facts,
    tallies,
    history,
    written: (tally) => exchange.offer(tally),
    storeMoved: ({ unit }) => comparisons.doubt(unit, 'facts'),
    logger,
  });
  const handle = createDossierEventHandler({ facts, book, fields });
  const compare = createComparison({
    facts,
    tallies,
    lostFacts,
    book,
    owner,
    fields,
    deadLetters,
    consumer: durable.name,
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
    consumer,
    putSoFar: () => exchange.putSoFar(),
    isCompared: (unit) => comparisons.isCompared(unit),
    isRefused: (unit) => exchange.status().notTaken.has(unit),
    isHistoryMissing: (unit) => history.missing(unit).length > 0,
    deadLetters,
    store: await createProgressStore(database.db, machineClock),
    report: exchange.report,
    businessClock,
    machineClock,
    logger,
  });
  const sweep = createSweep({ book, logger });
  const retryDeadLetter = createRetryDeadLetter({
    deadLetters,
    handle,
    refreshCatalogue: () => tables.refresh(),
  });
  let started = false;
  let unwatch: (() => void) | undefined;
  let stopping: Promise<void> | undefined;

  return {
    service,
    mount: (server) =>
      server.mount(
        ReportingServiceService,
        createHandlers({
          facts,
          tallies,
          comparisons,
          deadLetters,
          retryDeadLetter,
          resolveHistory,
          lostFacts,
          clock: machineClock,
          jurisdiction: tables,
          units,
        }),
        authorisation,
        tables,
      ),
    async start() {
      await provisionSite(nats.jsm, [durable]);
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
      started = true;
    },
    stop() {
      stopping ??= (async () => {
        unwatch?.();
        await sweep.stop();
        await progress.stop();
        await streamDoubt.stop();
        await comparisons.stop();
        await consumer.stop();
        await book.stop();
        await exchange.stop();
        tables.stop();
        owner.close();
        await nats.close();
        await database.close();
      })();
      return stopping;
    },
    async health() {
      const problems = [
        ...(await database.problems()),
        ...(nats.nc.isClosed() ? ['the connection to NATS is closed'] : []),
        ...(started ? [] : ['the directory has not been read yet']),
      ];
      return { ready: problems.length === 0, problems };
    },
  };
};

/** The codes of the directory's table `fields`, read anew only when the table was. */
function knownFields(tables: DirectoryTables): KnownFields {
  let read: unknown;
  let codes: ReadonlySet<string> = new Set();
  return () => {
    const table = tables.table<{ fields: { code: string }[] }>('fields');
    if (table !== read) {
      read = table;
      codes = new Set(table.fields.map(({ code }) => code));
    }
    return codes;
  };
}
