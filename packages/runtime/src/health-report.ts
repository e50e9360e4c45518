import type { Health } from './app.ts';
import type { ServiceName } from './site-config.ts';
import type { GrpcServer } from './grpc/server.ts';
import type { Logger } from './logger.ts';
import { gauge } from './telemetry/instruments.ts';

/** A service that does not say in this time that it can work, cannot. */
const answerWithinMs = 1_500;

const readyGauge = gauge('lienthong.service.ready', {
  description: '1: the service can do its work, 0: it cannot',
});

interface Reporting {
  service: ServiceName;
  health(): Health | Promise<Health>;
}

/**
 * What the health protocol answers for each service and, with the empty name, for the process. A service that fails to answer or
 * answers too late is not ready, and holds up nobody else's report.
 */
export function createHealthReport(options: {
  apps: readonly Reporting[];
  server: Pick<GrpcServer, 'setServing'>;
  logger: Pick<Logger, 'warn' | 'info'>;
}): { report: () => Promise<void> } {
  const { apps, server, logger } = options;
  const known = new Map<string, { ready: boolean; words: string }>();
  readyGauge.watch((result) => {
    for (const { service } of apps) result.observe(known.get(service)?.ready ? 1 : 0, { service });
  });
  return {
    async report() {
      const all = await Promise.all(
        apps.map(async (app) => ({ service: app.service, ...(await healthOf(app)) })),
      );
      for (const { service, ready, problems } of all) {
        server.setServing(service, ready);
        // A line for each change, not every two seconds.
        const words = problems.join('; ');
        const before = known.get(service);
        known.set(service, { ready, words });
        const isNews = before?.ready !== ready || before.words !== words;
        if (!ready && isNews) logger.warn({ service, problems }, 'not ready');
        else if (words !== '' && isNews)
          logger.warn({ service, problems }, 'ready, but a person should look');
        else if (isNews && before && (!before.ready || before.words !== ''))
          logger.info({ service }, 'ready again');
      }
      server.setServing(
        '',
        all.every(({ ready }) => ready),
      );
    },
  };
}

async function healthOf(app: Reporting): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Health>((resolve) => {
    timer = setTimeout(
      () => resolve({ ready: false, problems: [`no answer within ${answerWithinMs} ms`] }),
      answerWithinMs,
    );
  });
  try {
    return await Promise.race([(async () => app.health())(), late]);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'error';
    return { ready: false, problems: [`its health cannot be told: ${name}`] };
  } finally {
    clearTimeout(timer);
  }
}
