import { OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { connectNats, createRelay, provisionSite, type Relay } from '@lienthong/messaging';
import { type CreateApp, connectDatabase, createDirectoryTables } from '@lienthong/runtime';
import { loadCatalogue } from './adapters/catalogue-file.ts';
import { createDossierLists } from './adapters/dossier-lists.ts';
import { createDossierNumbers } from './adapters/dossier-numbers.ts';
import { createDossierStore } from './adapters/dossier-store.ts';
import { createEventReader } from './adapters/event-reader.ts';
import { createOfficeRegister } from './adapters/office-register.ts';
import { detectRestore } from './adapters/restore-check.ts';
import { toEnvelope } from './adapters/to-envelope.ts';
import type { DossierDocument } from './commands/dossier-document.ts';
import type { Office } from './commands/office.ts';
import type { Settings } from './config.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';

/** The one-stop counter of a site: dossiers in its own database, their events on the site's stream. */
export const createApp: CreateApp<Settings> = async (surroundings) => {
  const { config, settings, businessClock, machineClock, logger } = surroundings;
  const database = await connectDatabase(config.database.uri, `${config.database.prefix}_onestop`);
  const nats = await connectNats({ ...config.nats, tls: config.tls }, `${config.site}-onestop`, logger);
  const tables = createDirectoryTables(surroundings);
  const register = createOfficeRegister(config, settings, tables);
  const catalogue = loadCatalogue();
  let relay: Relay<DossierDocument> | undefined;
  const store = await createDossierStore(database.db, (document) => relay?.offer(document));
  const numbers = createDossierNumbers(database.db, store.collection);
  relay = createRelay({
    collection: store.collection,
    nats,
    source: `/${config.site}/onestop`,
    toEnvelope,
    instance: `${config.site}-onestop`,
    clock: machineClock,
    logger,
  });
  const office: Office = { store, numbers, register, catalogue, clock: businessClock, logger };
  const lists = createDossierLists(store.collection);
  let started = false;
  let stopping: Promise<void> | undefined;

  return {
    service: 'onestop',
    mount: (server) =>
      server.mount(
        OneStopServiceService,
        createHandlers(office, tables, lists, createEventReader(store.collection)),
        authorisation,
        tables,
      ),
    async start() {
      await provisionSite(nats.jsm, []);
      await tables.start();
      const units = register.unitsServed().flatMap((unit) => {
        const agency = settings.agencyCodes[unit];
        if (agency === undefined)
          logger.warn({ unit }, 'the unit has no agency code: it can receive no dossier');
        return agency === undefined ? [] : [{ unit, agency }];
      });
      await detectRestore({
        db: database.db,
        dossiers: store.collection,
        nats,
        numbers,
        units,
        today: businessClock.today(),
        logger,
      });
      numbers.open();
      relay?.start();
      started = true;
    },
    stop() {
      stopping ??= (async () => {
        tables.stop();
        await relay?.stop();
        await nats.close();
        await database.close();
      })();
      return stopping;
    },
    async health() {
      if (!started) return { ready: false, problems: ['starting'] };
      const problems = await database.problems();
      return { ready: problems.length === 0, problems };
    },
  };
};
