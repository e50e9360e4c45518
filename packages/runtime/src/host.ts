import type { App } from './app.ts';
import { createBusinessClock, createShiftedClock, machineClock } from './clocks.ts';
import { createGrpcServer, type GrpcServer } from './grpc/server.ts';
import { createHealthReport } from './health-report.ts';
import { createAuthenticator } from './identity/authenticator.ts';
import { createServiceIdentity } from './identity/service-token.ts';
import { createLogger, type Logger } from './logger.ts';
import { loadSiteConfig } from './load-site-config.ts';
import type { Services, Surroundings } from './service.ts';
import { endpointOf, type ServiceName, type SiteConfig } from './site-config.ts';
import { startTelemetry } from './telemetry/telemetry.ts';

const healthIntervalMs = 2_000;

/**
 * The surroundings of one service of a site.
 *
 * @param host the server of the process, and the services that run in it.
 */
export function surroundingsOf(
  config: SiteConfig,
  services: Services,
  service: ServiceName,
  host?: { server: GrpcServer; services: readonly ServiceName[] },
): Surroundings {
  return {
    config,
    service,
    settings: services.get(service).settings.parse(config.services[service]?.settings ?? {}),
    services,
    reach: (name) => (host?.services.includes(name) ? host.server.local : endpointOf(config, name)),
    identity: createServiceIdentity(service, config.site, config.identity.keyDirectory),
    businessClock:
      config.clockFile === undefined ? createBusinessClock() : createShiftedClock(config.clockFile),
    machineClock,
    logger: createLogger(service, config.site, config.telemetry.logLevel),
  };
}

/**
 * Runs services in this process until SIGTERM or SIGINT: builds them in their order, listens, starts them, and stops them in
 * reverse. An error at start, or one that nobody caught, ends the process with code 1 for the supervisor to start it again.
 *
 * @param configFile the site's configuration.
 * @param wanted the services that run here, of those that the configuration names; all unless told.
 */
export async function runServices(
  configFile: string,
  services: Services,
  wanted: readonly ServiceName[] = services.names,
): Promise<{ stop(): Promise<void> }> {
  const config = loadSiteConfig(configFile, services);
  for (const name of wanted) services.get(name);
  const names = services.names.filter((name) => wanted.includes(name) && config.services[name]);
  const processName = names.length === 1 ? (names[0] ?? 'site') : 'site';
  const logger = createLogger(processName, config.site, config.telemetry.logLevel);
  const stopTelemetry = startTelemetry(config, processName, metricsAddressOf(config, names));
  const server = createGrpcServer(createAuthenticator(config), logger);
  const apps: App[] = [];
  let stopping: Promise<void> | undefined;
  let watchHealth: NodeJS.Timeout | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      logger.info('stopping');
      clearInterval(watchHealth);
      for (const name of ['', ...names]) server.setServing(name, false);
      for (const app of apps) app.letGo?.();
      await server.stop();
      for (const app of apps.toReversed()) await app.stop();
      await stopTelemetry();
      logger.info('stopped');
    })();
    return stopping;
  };
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
  process.once('SIGINT', () => void stop().then(() => process.exit(0)));
  process.once('uncaughtException', (error) => fail(logger, error));
  process.once('unhandledRejection', (error) => fail(logger, error));
  for (const name of names) {
    const app = await services
      .get(name)
      .createApp(surroundingsOf(config, services, name, { server, services: names }));
    app.mount(server);
    apps.push(app);
  }
  const first = names[0];
  if (first === undefined) throw new Error(`no service of site ${config.site} was asked for`);
  await server.listen(endpointOf(config, first));
  for (const app of apps) await app.start();
  const health = createHealthReport({ apps, server, logger });
  await health.report();
  watchHealth = setInterval(
    () => void health.report().catch((error: unknown) => fail(logger, error)),
    healthIntervalMs,
  );
  logger.info({ services: names }, 'started');
  return { stop };
}

/** A process of one service has the service's address: two processes cannot share one. */
function metricsAddressOf({ services, telemetry }: SiteConfig, names: ServiceName[]): string | undefined {
  const [only, ...others] = names;
  return only !== undefined && others.length === 0 ? services[only]?.metrics : telemetry.metrics;
}

function fail(logger: Logger, error: unknown): void {
  logger.fatal({ err: error }, 'an error that nobody caught');
  process.exitCode = 1;
  setImmediate(() => process.exit(1));
}
