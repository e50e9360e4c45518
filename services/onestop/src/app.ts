import { ownedEvents } from '@lienthong/aggregates';
import { OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import type { CreateApp } from '@lienthong/runtime';
import { createDossierLists } from './queries/dossier-lists.ts';
import { createDossiers } from './adapters/dossiers.ts';
import { createHeldProcedures } from './adapters/held-procedures.ts';
import { createDirectoryRegister } from './adapters/directory-register.ts';
import type { OneStopDeps } from './commands/ports.ts';
import type { Settings } from './config.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';

/** The one-stop counter of a site: dossiers in its own database, their events on the site's stream. */
export const createApp: CreateApp<Settings> = async (context) => {
  const { config, settings, businessClock, logger } = context;
  const { db } = await context.database();
  const nats = await context.nats();
  const tables = context.directory();
  const register = createDirectoryRegister(config, settings, tables);
  const procedures = createHeldProcedures(tables);
  const dossiers = await createDossiers({ ...context, db, nats }, { register, procedures });
  const deps: OneStopDeps = {
    dossiers,
    register,
    procedures,
    clock: businessClock,
    offlineDays: settings.offlineDays,
  };
  const lists = createDossierLists(dossiers.lists);
  /** What waits stands by the day that the calendars name: each that is published may name it. */
  const placeWaiting = (): void => dossiers.lists.remake('waiting', register.unitsServed());

  return {
    service: 'onestop',
    mount: (server) =>
      server.mount(OneStopServiceService, createHandlers(deps, tables, lists), authorisation, tables),
    events: ownedEvents([dossiers], () => register.unitsServed()),
    async start() {
      await tables.start();
      for (const unit of register.unitsServed())
        if (settings.agencyCodes[unit] === undefined)
          logger.warn({ unit }, 'the unit has no agency code: it can receive no dossier');
      await dossiers.start(register.unitsServed());
      // One may have been published while this service was away.
      placeWaiting();
      tables.onChange((name) => {
        if (name.startsWith('calendar:')) placeWaiting();
      });
    },
    health() {
      const problem = dossiers.lists.problem();
      return { ready: true, problems: problem === undefined ? [] : [problem] };
    },
    async stop() {
      await dossiers.stop();
    },
  };
};
