import {
  ExchangeServiceService,
  type Watermark as WatermarkMessage,
} from '@lienthong/contracts/exchange/v1/exchange';
import { OperationsServiceService } from '@lienthong/contracts/operations/v1/operations';
import { createRecordConsumer, type RecordChange, type RecordStore } from '@lienthong/messaging';
import {
  endpointOf,
  type CreateApp,
  connectDatabase,
  createDirectoryTables,
  createServiceClient,
  inSpan,
} from '@lienthong/runtime';
import { createCellStore } from './adapters/cell-store.ts';
import { createFactSource } from './adapters/fact-source.ts';
import type { Watermark } from './domain/freshness.ts';
import { rollUp } from './domain/rollup.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';
import { createBoard, tallyChannel } from './projections/board.ts';
import { type Knowledge, rollupSources } from './queries/sources.ts';
import { createRollupWatches } from './queries/watch-rollup.ts';

/** What a district or a province knows of the units below it. */
export const createApp: CreateApp = async (surroundings) => {
  const { config, identity, logger, businessClock, machineClock, service } = surroundings;
  const database = await connectDatabase(config.database.uri, `${config.database.prefix}_operations`);
  const directory = createDirectoryTables(surroundings);
  const board = await createBoard(createCellStore(database.db));
  const exchange = createServiceClient(ExchangeServiceService, endpointOf(config, 'exchange'), identity);
  const knowledge: Knowledge = { board, directory, businessClock, machineClock, config };
  const watches = createRollupWatches((selection, view) => rollUp(selection, rollupSources(knowledge, view)));
  board.onChange(() => watches.wake());
  const records = createRecordConsumer({
    client: exchange,
    consumer: 'operations',
    channels: [tallyChannel],
    store: traced(board.records),
    onWatermarks: (watermarks) => board.observe(watermarks.map(toWatermark)),
    logger,
  });
  let started = false;
  let stopping: Promise<void> | undefined;

  return {
    service,
    mount: (server) =>
      server.mount(
        OperationsServiceService,
        createHandlers(knowledge, watches, createFactSource(exchange)),
        authorisation,
        directory,
      ),
    async start() {
      await directory.start();
      records.start();
      started = true;
    },
    stop() {
      stopping ??= (async () => {
        watches.stop();
        await records.stop();
        directory.stop();
        exchange.close();
        await database.close();
      })();
      return stopping;
    },
    async health() {
      const problems = [
        ...(await database.problems()),
        ...(started ? [] : ['the directory has not been read yet']),
      ];
      return { ready: problems.length === 0, problems };
    },
  };
};

/** The last step of a dossier's journey: the cell, linked to what led to it. */
function traced(store: RecordStore): RecordStore {
  return {
    heldStamps: (only) => store.heldStamps(only),
    show: (changes) => store.show?.(changes),
    apply: (changes: RecordChange[]) =>
      inSpan('cells written', { links: changes.flatMap(({ spans }) => spans) }, (span) => {
        span.setAttribute('cells', changes.length);
        return store.apply(changes);
      }),
  };
}

function toWatermark({ unit, asOf, count, digest, reason, lastHeard }: WatermarkMessage): Watermark {
  return {
    unit,
    asOf: asOf?.getTime(),
    count,
    digest: digest.toString('hex'),
    reason,
    lastHeard: lastHeard?.getTime(),
  };
}
