import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import { createSetAside, type SetAside } from '@lienthong/messaging';
import {
  type CreateApp,
  createPeriodicTask,
  type DeadLetterSource,
  type Logger,
  type PeriodicTask,
} from '@lienthong/runtime';
import { createAskOpenStocks } from './adapters/open-stocks.ts';
import { createReceivedTables, createTableConsumer, createTableProducer } from './adapters/replication.ts';
import { readShippedTables } from './adapters/shipped-tables.ts';
import { createSiteWords } from './adapters/site-words.ts';
import { parseTable } from './adapters/table-schemas.ts';
import { createTableStore } from './adapters/table-store.ts';
import { adoptRelease } from './commands/adopt-release.ts';
import type { ChangingSite } from './commands/change-sites.ts';
import { gatherStranded } from './commands/gather-stranded.ts';
import { directoryUnit } from './domain/table.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';
import { createHeldTables, type HeldTables, remedies } from './projections/held-tables.ts';
import type { ParseTable } from './projections/ports.ts';

/** A few hundred bytes to each site that wrote units before. */
const strandedMs = 20_000;

/** The directory of one site. It answers from the files of the release as soon as it listens; what the province published comes after. */
export const createApp: CreateApp = async (context) => {
  const { config, businessClock, machineClock, logger, service } = context;
  const shipped = readShippedTables(config);
  const { db } = await context.database();
  const store = createTableStore(db);
  const parse: ParseTable = (name, content) => parseTable(name, content, config.province);
  const tables = createHeldTables({ shipped, store, parse, province: config.province, logger });
  const owner = (): string => ownerOf(tables, config.province);
  await tables.load();
  const isOwner = owner() === config.site;
  if (isOwner) {
    await adoptRelease(shipped, { province: config.province, store, parse, logger }, businessClock.today());
    await tables.load();
  }
  // A registry that gives the directory away may not have reached exchange yet: who published it writes until another's arrives.
  const isWriter = isOwner || (await store.find('sites'))?.origin === 'published';
  const parts = { ...context, store, tables };
  const setAside = await createSetAside({
    db,
    consumer: service,
    store: createReceivedTables(parts),
    remedies,
    clock: context.machineClock,
    logger,
  });
  const createReplication = isWriter ? createTableProducer : createTableConsumer;
  const replication = config.services.exchange ? createReplication({ ...parts, owner, setAside }) : undefined;

  const words = createSiteWords(context);
  const openStocks = createAskOpenStocks(context, {
    hierarchy: () => tables.hierarchy(),
    indicators: () => tables.inForce().indicators,
    today: () => businessClock.today(),
  });
  const publishing: ChangingSite = {
    province: config.province,
    site: config.site,
    owner,
    store,
    parse,
    tables,
    today: () => businessClock.today(),
    now: () => new Date(machineClock.now()),
    put: (table) => replication?.put(table),
    words,
    openStocks: (unit) => openStocks.of(unit),
  };
  const stranded = createStrandedTask(publishing, logger);
  const handlers = createHandlers({
    tables,
    businessClock,
    records: words,
    publishing,
  });
  return {
    service,
    mount: (server) =>
      server.mount(DirectoryServiceService, handlers, authorisation(config.province), {
        hierarchy: () => tables.hierarchy(),
        today: () => businessClock.today(),
      }),
    deadLetters: [lettersOf(setAside)],
    async start() {
      await setAside.retryAll();
      replication?.start();
      if (config.services.exchange) {
        words.start();
        stranded.start();
      }
    },
    async stop() {
      openStocks.close();
      // Ends what is asked at this moment.
      await words.stop();
      await stranded.stop();
      await replication?.stop();
      setAside.stop();
    },
  };
};

/** The tables are the province's, and everybody's: the operator of each site sees what does not work there. */
function lettersOf(setAside: SetAside): DeadLetterSource {
  const { consumer } = setAside;
  return {
    consumer,
    remedies,
    list: (_sees, before) => setAside.list(() => true, before),
    retry: (id) => setAside.retry(id, () => true),
  };
}

/** Id of the site that writes the directory's tables; empty: none does. */
function ownerOf(tables: HeldTables, province: string): string {
  const sites = tables.find('sites')?.parsed;
  const unit = directoryUnit(province);
  return sites?.kind === 'sites' ? (sites.value.sites.find(({ owns }) => owns.includes(unit))?.id ?? '') : '';
}

function createStrandedTask(publishing: ChangingSite, logger: Logger): PeriodicTask {
  return createPeriodicTask({
    round: () =>
      gatherStranded(publishing).catch((error: unknown) =>
        logger.warn({ err: error }, 'what former owners of units hold could not be published'),
      ),
    pauseMs: strandedMs,
  });
}
