import { ContentsServiceService, ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { Hierarchy } from '@lienthong/domain';
import {
  type App,
  type CreateApp,
  createDirectoryTables,
  type DirectoryTables,
  type Jurisdiction,
  type Surroundings,
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
export const createApp: CreateApp<Settings> = (surroundings) => appOf(surroundings, createSite);

/** @param create makes the site that the app serves: a test looks inside. */
export async function appOf(surroundings: Surroundings<Settings>, create: typeof createSite): Promise<App> {
  const { config, settings, businessClock } = surroundings;
  const directory = config.services.directory ? createDirectoryTables(surroundings) : undefined;
  const jurisdiction = jurisdictionOf(directory, () => businessClock.today());
  const running = await create(surroundings);
  const { site } = running;
  let started = false;
  let unwatch: (() => void) | undefined;
  let stopping: Promise<void> | undefined;

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
      started = true;
    },
    letGo: () => site.sessions.closeAll(),
    stop() {
      stopping ??= (async () => {
        unwatch?.();
        directory?.stop();
        await running.stop();
      })();
      return stopping;
    },
    async health() {
      const isFailing = site.runner.failingSince() !== undefined;
      const problems = isFailing ? ['the database does not answer'] : await running.problems();
      if (!started) problems.push('not started yet');
      const ready = problems.length === 0;
      // It can do its own work all the same: the operator's page says what is to be done.
      if (ready && site.names.difference())
        problems.push('the registry of sites and this site’s configuration differ');
      return { ready, problems };
    },
  };
}

/** Until the directory is read nobody's subtree is known: people see nothing of any unit, services work. */
function jurisdictionOf(directory: DirectoryTables | undefined, today: () => string): Jurisdiction {
  const nobody = new Hierarchy([], []);
  let isRead = false;
  directory?.onChange(() => {
    isRead = true;
  });
  return { today, hierarchy: () => (directory && isRead ? directory.hierarchy() : nobody) };
}
