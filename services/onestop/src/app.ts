import { createNumberSeries } from '@lienthong/aggregates';
import { OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { connectNats, provisionSite } from '@lienthong/messaging';
import { type CreateApp, connectDatabase, createDirectoryTables } from '@lienthong/runtime';
import { loadCatalogue } from './adapters/catalogue-file.ts';
import { createDossierLists } from './adapters/dossier-lists.ts';
import { createDossiers } from './adapters/dossiers.ts';
import { createOfficeRegister } from './adapters/office-register.ts';
import type { Office } from './commands/office.ts';
import { parseCode, seriesOf } from './domain/dossier-code.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';

/** The one-stop counter of a site: dossiers in its own database, their events on the site's stream. */
export const createApp: CreateApp = async (surroundings) => {
  const { config, businessClock, logger } = surroundings;
  const database = await connectDatabase(config.database.uri, `${config.database.prefix}_onestop`);
  const nats = await connectNats({ ...config.nats, tls: config.tls }, `${config.site}-onestop`, logger);
  const tables = createDirectoryTables(surroundings);
  const register = createOfficeRegister(config, tables);
  const catalogue = loadCatalogue();
  const dossiers = await createDossiers({ ...surroundings, db: database.db, nats }, { register, catalogue });
  const numbers = await createNumberSeries(dossiers.store.collection, { gapless: false });
  const office: Office = { dossiers, numbers, register, catalogue, clock: businessClock };
  const lists = createDossierLists(dossiers.store);
  let started = false;
  let stopping: Promise<void> | undefined;

  return {
    service: 'onestop',
    mount: (server) =>
      server.mount(OneStopServiceService, createHandlers(office, tables, lists), authorisation, tables),
    async start() {
      await provisionSite(nats.jsm);
      await tables.start();
      for (const unit of register.unitsServed())
        if (config.agencyCodes[unit] === undefined)
          logger.warn({ unit }, 'the unit has no agency code: it can receive no dossier');
      await dossiers.detectRestore(register.unitsServed(), async (unit, lost) => {
        const agency = config.agencyCodes[unit];
        if (agency === undefined) return;
        const series = seriesOf(agency, businessClock.today());
        const codes = lost.map(({ reference }) => parseCode(reference?.code ?? ''));
        const seen = codes.map((code) => (code?.series === series ? code.number : 0));
        const floor = await numbers.jump(series, Math.max(...seen));
        logger.warn({ unit, series, floor }, 'after the restore the numbers of the day go on higher');
      });
      numbers.open();
      dossiers.start();
      started = true;
    },
    stop() {
      stopping ??= (async () => {
        tables.stop();
        await dossiers.stop();
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
