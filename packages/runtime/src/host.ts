import { type App, type Health, lettersOf } from './app.ts';
import type { Jurisdiction } from './calls/call.ts';
import { createBusinessClock, createShiftedClock, machineClock } from './clocks.ts';
import { createFindApp } from './common/find-app.ts';
import { mountCommon } from './common/mount.ts';
import type { DirectoryTables } from './directory-tables.ts';
import type { Endpoint } from './grpc/endpoint.ts';
import { createGrpcServer, type GrpcServer } from './grpc/server.ts';
import { createHealthReport } from './health-report.ts';
import { createAuthenticator } from './identity/authenticator.ts';
import { createServiceIdentity } from './identity/service-token.ts';
import { createLogger, type Logger } from './logger.ts';
import { createProcessParts, type ProcessParts } from './process-parts.ts';
import { ownedUnits } from './owned-units.ts';
import type { Services, ServiceContext } from './service.ts';
import { endpointOf, type ServiceName, type SiteConfig } from './site-config.ts';

/** Services of a site that run in this process. */
export interface Host {
  /** Resolves when all of them work, however long what they need is away; rejects when one fails. */
  readonly started: Promise<void>;
  health(service: ServiceName): Promise<Health>;
  /** Brings what the health protocol answers up to date. */
  reportHealth(): Promise<void>;
  /** In reverse: no new calls, what is in flight is finished, what was handed out is closed. Idempotent. */
  stop(graceMs?: number): Promise<void>;
}

export interface HostOptions {
  config: SiteConfig;
  services: Services;
  /** The services that run here, in their order. */
  names: readonly ServiceName[];
  endpoint: Endpoint;
  logger: Logger;
  /** Makes an app. Left out, its declaration makes it. */
  create?: (service: ServiceName, context: ServiceContext) => Promise<App>;
}

/**
 * Hosts services. It listens first: what a service needs may be away, and until the service works the health port says what is missing.
 * Each is made, mounted and started by itself, after those that it starts after.
 */
export async function hostServices(options: HostOptions): Promise<Host> {
  const { config, services, names, endpoint, logger } = options;
  const create = options.create ?? ((name, context) => services.get(name).createApp(context));
  const server = createGrpcServer(createAuthenticator(config), logger);
  const parts = createProcessParts(config, services, names, logger);
  const apps = new Map<ServiceName, App>();
  const working = new Set<ServiceName>();
  const starting = new Map<ServiceName, Promise<void>>();
  const closing = new AsyncDisposableStack();
  closing.defer(() => parts.close());
  let stopping: Promise<void> | undefined;
  const here = { server, services: names, parts, health: healthOfAll };

  async function start(name: ServiceName): Promise<void> {
    const { startsAfter, contributes } = services.get(name);
    for (const before of startsAfter) await starting.get(before);
    if (stopping) return;
    const app = await create(name, serviceContextOf(config, services, name, here));
    if (stopping) return app.stop();
    closing.defer(() => app.stop());
    if (contributes && !app.events) throw new Error(`${name} contributes and serves no events`);
    apps.set(name, app);
    // The process itself answers the common methods. By today's hierarchy it judges who may ask them.
    if (config.services['directory']) jurisdiction.read();
    app.mount(server);
    await app.start();
    working.add(name);
  }

  function waitingOf(name: ServiceName): string {
    const before = services.get(name).startsAfter.find((one) => names.includes(one) && !working.has(one));
    return before === undefined ? 'starting' : `${before} has not started yet`;
  }

  async function health(name: ServiceName): Promise<Health> {
    const { vital, others } = await parts.problemsOf(name);
    const app = apps.get(name);
    const own = await app?.health?.();
    const waiting = (app ? lettersOf(app) : []).flatMap((source) => source.problem?.() ?? []);
    const problems = [...vital, ...others, ...(own?.problems ?? []), ...waiting];
    const works = working.has(name);
    if (!works && problems.length === 0) problems.push(waitingOf(name));
    return { ready: works && vital.length === 0 && own?.ready !== false, problems };
  }

  async function healthOfAll(): Promise<Record<ServiceName, Health>> {
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await health(name)] as const)),
    );
  }

  const jurisdiction = lazyJurisdiction(() => parts.tables(ownOf(config, names[0] ?? '', here)));
  mountCommon(server, createFindApp(names, apps), jurisdiction, () =>
    ownedUnits(jurisdiction.tables(), config),
  );
  for (const name of names) server.announce(name);
  await server.listen(endpoint);
  for (const name of names) starting.set(name, start(name));
  const report = createHealthReport({
    apps: names.map((service) => ({ service, health: () => health(service) })),
    server,
    logger,
  });
  // A service that was still starting when the process was told to stop has not failed.
  const started = Promise.all(starting.values()).then(
    () => undefined,
    (error: unknown) => {
      if (!stopping) throw error;
    },
  );
  return {
    started,
    health,
    reportHealth: () => report.report(),
    stop(graceMs) {
      stopping ??= (async () => {
        for (const name of ['', ...names]) server.setServing(name, false);
        for (const app of apps.values()) app.closeStreams?.();
        await server.stop(graceMs);
        await closing.disposeAsync();
      })();
      return stopping;
    },
  };
}

/**
 * The hierarchy and the day by which the process judges who sees what. The directory's tables are opened at their first use, and `read`
 * starts reading them.
 */
function lazyJurisdiction(
  open: () => DirectoryTables,
): Jurisdiction & { tables(): DirectoryTables; read(): void } {
  let opened: DirectoryTables | undefined;
  const tables = (): DirectoryTables => {
    opened ??= open();
    return opened;
  };
  return {
    tables,
    hierarchy: () => tables().hierarchy(),
    today: () => tables().today(),
    read: () => void tables().start(),
  };
}

/** Where a service is made: the parts of its process, its server and the services that run there. */
interface Here {
  parts: ProcessParts;
  health: ServiceContext['health'];
  server?: GrpcServer;
  services?: readonly ServiceName[];
}

/** The context of one service of a site. */
export function serviceContextOf(
  config: SiteConfig,
  services: Services,
  service: ServiceName,
  here: Here,
): ServiceContext {
  const own = ownOf(config, service, here);
  return {
    ...own,
    ...here.parts.of(service, own),
    service,
    settings: services.get(service).settings.parse(config.services[service]?.settings ?? {}),
    services,
    health: here.health,
    machineClock,
  };
}

/** What a service has of its own in every process. */
function ownOf(config: SiteConfig, service: ServiceName, { server, services = [] }: Here) {
  return {
    config,
    reach: (name: ServiceName) =>
      server && services.includes(name) ? server.local : endpointOf(config, name),
    identity: createServiceIdentity(service, config.site, config.identity.keyDirectory),
    businessClock:
      config.clockFile === undefined ? createBusinessClock() : createShiftedClock(config.clockFile),
    logger: createLogger(service, config.site, config.telemetry.logLevel),
  };
}
