import { ContentsServiceService, ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { Hierarchy } from '@lienthong/domain';
import {
  type App,
  type CreateApp,
  type DirectoryTables,
  type Jurisdiction,
  type ServiceContext,
} from '@lienthong/runtime';
import { createSite } from './adapters/create-site.ts';
import { watchLinks } from './adapters/link-gauges.ts';
import type { Settings } from './config.ts';
import { authorisation, contentsAuthorisation } from './grpc/authorisation.ts';
import { contentHandlers } from './grpc/content-handlers.ts';
import { operatorHandlers } from './grpc/operator-handlers.ts';
import { questionHandlers } from './grpc/question-handlers.ts';
import { recordHandlers } from './grpc/record-handlers.ts';

/** The only door between this site and others. It needs its database and the site's NATS server; an uplink it does not need. */
export const createApp: CreateApp<Settings> = (context) => appOf(context, createSite);

/** @param create makes the site that the app serves: a test looks inside. */
export async function appOf(context: ServiceContext<Settings>, create: typeof createSite): Promise<App> {
  const { config, settings, businessClock } = context;
  const directory = config.services.directory ? context.directory() : undefined;
  const jurisdiction = jurisdictionOf(directory, () => businessClock.today());
  const running = await create(context);
  const { site } = running;
  let unwatch: (() => void) | undefined;

  return {
    service: 'exchange',
    mount(server) {
      const handlers = {
        ...recordHandlers(site),
        ...questionHandlers(site),
        ...operatorHandlers(site, jurisdiction),
      };
      server.mount(ExchangeServiceService, handlers, authorisation, jurisdiction);
      const contents = contentHandlers(site.contents, settings.contentBytes);
      server.mount(ContentsServiceService, contents, contentsAuthorisation, jurisdiction);
    },
    async start() {
      // Services exchange records before the directory is read: it reads its own tables from here.
      void directory?.start();
      await running.start();
      unwatch = watchLinks(site);
    },
    closeStreams: () => site.sessions.closeAll(),
    async stop() {
      unwatch?.();
      await running.stop();
    },
    health() {
      if (site.runner.failingSince() !== undefined)
        return { ready: false, problems: ['records cannot be written'] };
      // It can do its own work all the same: the operator's page says what is to be done.
      const differs = site.names.difference();
      return {
        ready: true,
        problems: differs ? ['the registry of sites and this site’s configuration differ'] : [],
      };
    },
  };
}

/** Until the directory is read nobody's subtree is known: people see nothing of any unit, services work. */
function jurisdictionOf(directory: DirectoryTables | undefined, today: () => string): Jurisdiction {
  const nobody = new Hierarchy([], []);
  const isRead = (): boolean => directory?.names().some((name) => name.startsWith('units:')) ?? false;
  return { today, hierarchy: () => (directory && isRead() ? directory.hierarchy() : nobody) };
}
