import { fileURLToPath } from 'node:url';
import {
  type App,
  connectDatabase,
  createDirectoryTables,
  type Health,
  type Surroundings,
} from '@lienthong/runtime';
import compression from 'compression';
import express, { type Express } from 'express';
import type { Db } from 'mongodb';
import type { GatewayConfig, Settings } from './config.ts';
import { errorHandler } from './edge/error-handler.ts';
import { createBackends } from './edge/methods.ts';
import { createStreamHandler } from './edge/stream.ts';
import { createUnaryHandler } from './edge/unary.ts';
import { pageAssets } from './http/assets.ts';
import { sessionCookies } from './http/cookies.ts';
import { createListener } from './http/listener.ts';
import { observe } from './http/observe.ts';
import { requireJson, requireOwnOrigin, requireSameSite } from './http/own-origin.ts';
import { securityHeaders } from './http/security-headers.ts';
import { webApp } from './http/web-app.ts';
import { createIssuer, hasEmbeddedIssuer, realmPath } from './issuer/issuer.ts';
import { createPasswordCheck } from './issuer/password-check.ts';
import { openPeople } from './issuer/people.ts';
import { issuerRoutes } from './issuer/routes.ts';
import { openIssuerKeys } from './issuer/signing-keys.ts';
import { createThrottle } from './issuer/throttle-store.ts';
import { createFlowStore } from './session/flow-store.ts';
import { createIdentityProvider } from './session/identity-provider.ts';
import { limitStrangers } from './session/limit-strangers.ts';
import { sessionRoutes } from './session/routes.ts';
import { createSessionStore } from './session/session-store.ts';
import { createSessions } from './session/sessions.ts';
import { createSweep } from './sweep.ts';

const builtWebApp = fileURLToPath(new URL('../../../web/dist', import.meta.url));
const bodyLimit = '256kb';
const heartbeatMs = 15_000;

/** What a test wants otherwise. */
export interface GatewayOptions {
  heartbeatMs?: number;
  webDirectory?: string;
}

/** The HTTP edge of a site. It adds nothing to the gRPC server; its own port opens in `start`. */
export async function createApp(
  surroundings: Surroundings<Settings>,
  options: GatewayOptions = {},
): Promise<App> {
  const config: GatewayConfig = { ...surroundings.config, http: surroundings.settings };
  const { logger, machineClock, businessClock } = surroundings;
  const database = await connectDatabase(config.database.uri, `${config.database.prefix}_gateway`);
  const { db } = database;
  const now = (): number => machineClock.now();
  const embedded = hasEmbeddedIssuer(config);
  const provider = createIdentityProvider({ config, embedded, now });
  const cookies = sessionCookies(config);
  const store = await createSessionStore(db);
  const sessions = createSessions({ config, store, provider, cookies, clock: machineClock, logger });
  const backends = createBackends(surroundings);
  const tables = createDirectoryTables(surroundings);
  const streams = createStreamHandler({
    backends,
    sessions,
    logger,
    settings: { heartbeatMs: options.heartbeatMs ?? heartbeatMs },
  });

  const app = express();
  app.set('query parser', 'simple').set('etag', false);
  // Over HTTPS a proxy of the site stands before us; nobody else may say who they are. Offices have private addresses themselves.
  app.set(
    'trust proxy',
    config.http.publicUrl.startsWith('https:') ? ['loopback', ...config.http.proxies] : false,
  );
  app.use(observe(logger), securityHeaders(config), compression({ filter: isCompressible }));
  health(app, () => healthOf());
  app.post(
    '/api/:service/:method',
    requireOwnOrigin(config),
    requireJson,
    express.raw({ type: () => true, limit: bodyLimit }),
    createUnaryHandler(backends, sessions),
  );
  app.get('/api/:service/:method', requireSameSite, streams.handler);
  app.use('/auth/assets', pageAssets());
  app.use(['/auth/sign-in', realmPath], limitStrangers(now));
  app.use(
    '/auth',
    sessionRoutes({
      config,
      sessions,
      flows: await createFlowStore(db),
      provider,
      cookies,
      tables,
      clock: machineClock,
      businessClock,
      logger,
    }),
  );
  if (embedded) app.use(realmPath, await embeddedIssuer(db));
  app.use(['/api', '/auth', '/realms'], (_request, response) => void response.status(404).end());
  app.use(webApp(options.webDirectory ?? builtWebApp));
  app.use(errorHandler(logger));

  async function embeddedIssuer(ownDb: Db) {
    const people = openPeople(config, logger);
    const checkPassword = createPasswordCheck(people, await createThrottle(ownDb, now));
    const keys = await openIssuerKeys(ownDb, now());
    const issuer = await createIssuer({ config, db: ownDb, keys, people, checkPassword, logger });
    return issuerRoutes({ config, issuer, people, checkPassword, logger });
  }

  const listener = createListener(app, config.http.listen, config.tls);
  const sweep = createSweep(db, now, logger);
  let stopped: Promise<void> | undefined;

  async function healthOf(): Promise<Health> {
    const problems = await database.problems();
    if (!listener.listening) problems.push('the HTTP port is not open');
    try {
      tables.hierarchy();
    } catch {
      problems.push('the directory has not been read yet');
    }
    return { ready: problems.length === 0, problems };
  }

  return {
    service: 'gateway',
    mount: () => undefined,
    async start() {
      await listener.start();
      sweep.start();
      // People can sign in before the directory answers; readiness waits for it.
      void tables.start();
    },
    letGo: () => streams.endAll(),
    stop() {
      stopped ??= (async () => {
        streams.endAll();
        await listener.stop();
        await sweep.stop();
        tables.stop();
        backends.close();
        await database.close();
      })();
      return stopped;
    },
    health: healthOf,
  };
}

/** Live streams are written piece by piece; a compressor would hold them back. */
const isCompressible: compression.CompressionFilter = (request, response) =>
  !String(response.getHeader('content-type')).startsWith('text/event-stream') &&
  compression.filter(request, response);

/** `/healthz`: the process works; `/readyz`: it can do its work, and if not, why. */
function health(app: Express, healthOf: () => Promise<Health>): void {
  app.get('/healthz', (_request, response) => void response.json({ alive: true }));
  app.get('/readyz', async (_request, response) => {
    const state = await healthOf();
    response.status(state.ready ? 200 : 503).json(state);
  });
}
