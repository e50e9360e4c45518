import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import { createSetAside } from '@lienthong/messaging';
import { type CreateApp, createPeriodicTask } from '@lienthong/runtime';
import {
  createReceivedTables,
  createTableConsumer,
  createTableProducer,
  type Replication,
} from './adapters/replication.ts';
import { readShippedTables } from './adapters/shipped-tables.ts';
import { createSiteWords } from './adapters/site-words.ts';
import { createOpenDossiers } from './adapters/open-dossiers.ts';
import { parseTable } from './adapters/table-schemas.ts';
import { createTableStore } from './adapters/table-store.ts';
import type { ChangingSite } from './commands/change-sites.ts';
import { gatherStranded } from './commands/gather-stranded.ts';
import { adoptRelease } from './commands/adopt-release.ts';
import { directoryUnit } from './domain/table.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';
import { createHeldTables } from './projections/held-tables.ts';
import type { ParseTable } from './projections/ports.ts';

/** A few hundred bytes to each site that wrote units before. */
const strandedMs = 20_000;

/** The directory of one site. It answers from the files of the release as soon as it listens; what the province published comes after. */
export const createApp: CreateApp = async (surroundings) => {
  const { config, businessClock, machineClock, logger, service } = surroundings;
  const shipped = readShippedTables(config);
  const { db } = await surroundings.database();
  const store = createTableStore(db);
  const parse: ParseTable = (name, content) => parseTable(name, content, config.province);
  const tables = createHeldTables({ shipped, store, parse, province: config.province, logger });
  const owner = (): string => {
    const sites = tables.find('sites')?.parsed;
    const unit = directoryUnit(config.province);
    return sites?.kind === 'sites'
      ? (sites.value.sites.find(({ owns }) => owns.includes(unit))?.id ?? '')
      : '';
  };
  await tables.load();
  const isOwner = owner() === config.site;
  if (isOwner) {
    await adoptRelease(shipped, { province: config.province, store, parse }, businessClock.today());
    await tables.load();
  }
  // A registry that gives the directory away may not have reached exchange yet: who published it writes until another's arrives.
  const isWriter = isOwner || (await store.find('sites'))?.origin === 'published';
  const parts = { ...surroundings, store, tables };
  let replication: Replication | undefined;
  const setAside = await createSetAside({
    db,
    consumer: service,
    store: createReceivedTables(parts),
    clock: surroundings.machineClock,
    logger,
  });
  if (config.services.exchange)
    replication = isWriter
      ? createTableProducer({ ...parts, owner, setAside })
      : createTableConsumer({ ...parts, setAside });

  const words = createSiteWords(surroundings);
  const openDossiers = createOpenDossiers(
    surroundings,
    () => tables.hierarchy(),
    () => businessClock.today(),
  );
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
    openDossiers: (unit) => openDossiers.of(unit),
  };
  const stranded = createPeriodicTask({
    round: () =>
      gatherStranded(publishing).catch((error: unknown) =>
        logger.warn({ err: error }, 'what former owners of units hold could not be published'),
      ),
    pauseMs: strandedMs,
  });
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
    // The tables are the province's, and everybody's: the operator of each site sees what does not work there.
    deadLetters: [
      {
        consumer: setAside.consumer,
        list: () => setAside.list(() => true),
        retry: (id) => setAside.retry(id, () => true),
      },
    ],
    async start() {
      await setAside.retryAll();
      replication?.start();
      if (config.services.exchange) {
        words.start();
        stranded.start();
      }
    },
    async stop() {
      openDossiers.close();
      // Ends what is asked at this moment.
      await words.stop();
      await stranded.stop();
      await replication?.stop();
      setAside.stop();
    },
  };
};
