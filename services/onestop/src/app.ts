import { OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { createRelay, type Relay } from '@lienthong/messaging';
import type { CreateApp } from '@lienthong/runtime';
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
  const { db } = await surroundings.database();
  const nats = await surroundings.nats();
  const tables = surroundings.directory();
  const register = createOfficeRegister(config, settings, tables);
  const catalogue = loadCatalogue();
  let relay: Relay<DossierDocument> | undefined;
  const store = await createDossierStore(db, (document) => relay?.offer(document));
  const numbers = createDossierNumbers(db, store.collection);
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
      await tables.start();
      const units = register.unitsServed().flatMap((unit) => {
        const agency = settings.agencyCodes[unit];
        if (agency === undefined)
          logger.warn({ unit }, 'the unit has no agency code: it can receive no dossier');
        return agency === undefined ? [] : [{ unit, agency }];
      });
      await detectRestore({
        db,
        dossiers: store.collection,
        nats,
        numbers,
        units,
        today: businessClock.today(),
        logger,
      });
      numbers.open();
      relay?.start();
    },
    async stop() {
      await relay?.stop();
    },
  };
};
