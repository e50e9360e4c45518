import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { OperationsServiceService } from '@lienthong/contracts/operations/v1/operations';
import {
  type ChoosingStore,
  createRecordConsumer,
  createSetAside,
  type RecordChange,
} from '@lienthong/messaging';
import { type CreateApp, createServiceClient, inSpan } from '@lienthong/runtime';
import { createCellStore } from './adapters/cell-store.ts';
import { createFactSource } from './adapters/fact-source.ts';
import { createTallyReader } from './adapters/tally-reader.ts';
import { toWatermark } from './adapters/to-watermark.ts';
import type { Settings } from './config.ts';
import { rollUp } from './domain/rollup.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';
import { createCellProjection, remedies } from './projections/cell-projection.ts';
import { listFreshness } from './queries/list-freshness.ts';
import { catalogueIn, type QueryContext, rollupSources } from './queries/sources.ts';
import { createRollupWatches } from './queries/watch-rollup.ts';

/** What a district or a province knows of the units below it. */
export const createApp: CreateApp<Settings> = async (context) => {
  const { settings, identity, reach, logger, businessClock, machineClock, service } = context;
  const { db } = await context.database();
  const directory = context.directory();
  const projection = await createCellProjection(createCellStore(db));
  const setAside = await createSetAside({
    db,
    consumer: service,
    store: traced(projection.records),
    remedies,
    clock: machineClock,
    logger,
    changed: () => watches.wake(),
  });
  const exchange = createServiceClient(ExchangeServiceService, reach('exchange'), identity);
  const queries: QueryContext = { projection, setAside, directory, businessClock, machineClock, settings };
  const watches = createRollupWatches((selection, view) => {
    const sources = rollupSources(queries, view);
    const freshness = listFreshness(queries, sources, selection.unit, selection.hierarchyDate);
    return { rows: rollUp(selection, sources), freshness };
  });
  projection.onChange(() => watches.wake());
  const channels = (): string[] =>
    directory.names().includes('indicators')
      ? catalogueIn(queries).sources.map(({ channel }) => channel)
      : [];
  const records = createTallyReader(
    channels,
    (wanted) =>
      createRecordConsumer({
        client: exchange,
        consumer: service,
        channels: wanted,
        store: setAside.records,
        onWatermarks: (watermarks) => projection.observe(watermarks.map(toWatermark)),
        logger,
      }),
    logger,
  );
  directory.onChange((name) => {
    if (name !== 'indicators') return;
    records.channelsMayDiffer();
    watches.wake();
  });

  return {
    service,
    mount: (server) =>
      server.mount(
        OperationsServiceService,
        createHandlers(queries, watches, createFactSource(exchange)),
        authorisation,
        directory,
      ),
    deadLetters: [setAside],
    async start() {
      await directory.start();
      await setAside.retryAll();
      records.start();
    },
    async stop() {
      watches.stop();
      await records.stop();
      setAside.stop();
      exchange.close();
    },
  };
};

/** The last step of a dossier's journey: the cell, linked to what led to it. */
function traced(store: ChoosingStore): ChoosingStore {
  return {
    ...store,
    apply: (changes: RecordChange[]) =>
      inSpan('cells written', { links: changes.flatMap(({ spans }) => spans) }, (span) => {
        span.setAttribute('cells', changes.length);
        return store.apply(changes);
      }),
  };
}
