import { hostServices } from './host.ts';
import { loadSiteConfig } from './load-site-config.ts';
import { createLogger, type Logger } from './logger.ts';
import type { Services } from './service.ts';
import { endpointOf, type ServiceName, type SiteConfig } from './site-config.ts';
import { startTelemetry } from './telemetry/telemetry.ts';

const healthIntervalMs = 2_000;

/**
 * Runs services in this process until SIGTERM or SIGINT. An error at start, or one that nobody caught, ends the process with code 1 for
 * the supervisor to start it again; what is only away is waited for.
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
  const [first] = names;
  if (first === undefined) throw new Error(`no service of site ${config.site} was asked for`);
  const processName = names.length === 1 ? first : 'site';
  const logger = createLogger(processName, config.site, config.telemetry.logLevel);
  const stopTelemetry = startTelemetry(config, processName, metricsAddressOf(config, names));
  process.once('uncaughtException', (error) => fail(logger, error));
  process.once('unhandledRejection', (error) => fail(logger, error));
  const host = await hostServices({ config, services, names, endpoint: endpointOf(config, first), logger });
  const watchHealth = setInterval(
    () => void host.reportHealth().catch((error: unknown) => fail(logger, error)),
    healthIntervalMs,
  );
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      logger.info('stopping');
      clearInterval(watchHealth);
      await host.stop();
      await stopTelemetry();
      logger.info('stopped');
    })();
    return stopping;
  };
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
  process.once('SIGINT', () => void stop().then(() => process.exit(0)));
  await host.started;
  if (!stopping) await host.reportHealth();
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
