import { fileURLToPath } from 'node:url';
import {
  type App,
  createAuthenticator,
  endedRightsFile,
  type Logger,
  type ServiceContext,
} from '@lienthong/runtime';
import compression from 'compression';
import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Db } from 'mongodb';
import type { GatewayConfig, Settings } from './config.ts';
import { isOwnMachine } from './domain/network-of.ts';
import { admit } from './edge/admission.ts';
import { errorHandler } from './edge/error-handler.ts';
import { createBackends } from './edge/methods.ts';
import { createStreamHandler } from './edge/stream.ts';
import { bringsToken, createSystemDoor } from './edge/system-door.ts';
import { createUnaryHandler, sessionDoor } from './edge/unary.ts';
import { pageAssets } from './http/assets.ts';
import { sessionCookies } from './http/cookies.ts';
import { createListener } from './http/listener.ts';
import { observe } from './http/observe.ts';
import { requireJson, requireOwnOrigin, requireSameSite } from './http/own-origin.ts';
import { securityHeaders } from './http/security-headers.ts';
import { webApp } from './http/web-app.ts';
import { createEndedRights } from './issuer/ended-rights.ts';
import { createIssuer, hasEmbeddedIssuer, realmPath } from './issuer/issuer.ts';
import { createKnownDevices } from './issuer/known-devices.ts';
import { createPasswordCheck } from './issuer/password-check.ts';
import { openPeople } from './issuer/people.ts';
import { issuerRoutes } from './issuer/routes.ts';
import { openIssuerKeys, waitForSeal } from './issuer/signing-keys.ts';
import { createThrottle } from './issuer/throttle-store.ts';
import { createTries } from './issuer/tries.ts';
import { edgeRefusal } from './refuse.ts';
import { createFlowStore } from './session/flow-store.ts';
import { createIdentityProvider } from './session/identity-provider.ts';
import { rateLimitAnonymous } from './session/rate-limit-anonymous.ts';
import { sessionRoutes } from './session/routes.ts';
import { createSessionStore } from './session/session-store.ts';
import { createSessions, type Sessions } from './session/sessions.ts';
import { createSweep } from './sweep.ts';

const builtWebApp = fileURLToPath(new URL('../../../web/dist', import.meta.url));
const bodyLimit = '256kb';
const heartbeatMs = 15_000;

/** What a test wants otherwise. */
export interface GatewayOptions {
  heartbeatMs?: number;
}

/**
 * The HTTP edge of a site. It adds nothing to the gRPC server; its own port opens in `start`, before the database is there: people get the
 * page, which says that it has to wait. So it does while the issuer's seal is missing.
 */
export async function createApp(
  context: ServiceContext<Settings>,
  options: GatewayOptions = {},
): Promise<App> {
  const config: GatewayConfig = { ...context.config, http: context.settings };
  const { logger } = context;
  const tables = context.directory();
  let doors: Doors | undefined;
  let sealMissing: string | undefined;
  const stopping = new AbortController();

  const app = express();
  app.set('query parser', 'simple').set('etag', false);
  // Over HTTPS a proxy of the site stands before us; nobody else may say who they are. Offices have private addresses themselves.
  app.set(
    'trust proxy',
    config.http.publicUrl.startsWith('https:') ? ['loopback', ...config.http.proxies] : false,
  );
  const cookies = sessionCookies(config);
  const authenticate = createAuthenticator(config);
  app.all('/api/:service/:method', admit({ config, cookies, sessions: () => doors?.sessions, authenticate }));
  app.use(observe(logger), securityHeaders(config), compression({ filter: isCompressible }));
  health(app, () => context.health());
  app.use((request, response, next) => {
    if (doors) return doors.routes(request, response, next);
    return isDoor(request.path) ? next(edgeRefusal('SERVICE_UNAVAILABLE')) : next();
  });
  app.use(webApp(config.http.webApp ?? builtWebApp));
  app.use(errorHandler(logger));
  const listener = createListener(app, config.http.listen, config.tls);

  return {
    service: 'gateway',
    mount: () => undefined,
    async start() {
      await listener.start();
      // People can sign in before the directory answers; readiness waits for it.
      void tables.start();
      const { db } = await context.database();
      const wait = { onMissing: (problem: string) => (sealMissing = problem), signal: stopping.signal };
      // Without a seal nobody signs in; the rest of the site works on.
      const seal = hasEmbeddedIssuer(config)
        ? await waitForSeal(config.identity.keyDirectory, wait)
        : undefined;
      sealMissing = undefined;
      doors = await openDoors(context, config, { db, seal }, options);
    },
    closeStreams: () => doors?.closeStreams(),
    async stop() {
      stopping.abort();
      doors?.closeStreams();
      await listener.stop();
      await doors?.stop();
    },
    health() {
      const problems = listener.listening ? [] : ['the HTTP port is not open'];
      if (sealMissing !== undefined) problems.push(sealMissing);
      return { ready: problems.length === 0, problems };
    },
  };
}

const isDoor = (path: string): boolean => /^\/(api|auth|realms)(\/|$)/.test(path);

/** What needs the database: calls, sign-in, the site's own issuer. */
interface Doors {
  routes: Router;
  sessions: Sessions;
  closeStreams(): void;
  stop(): Promise<void>;
}

async function openDoors(
  context: ServiceContext,
  config: GatewayConfig,
  { db, seal }: { db: Db; seal: string | undefined },
  options: GatewayOptions,
): Promise<Doors> {
  const cookies = sessionCookies(config);
  const { logger, machineClock, businessClock } = context;
  const now = (): number => machineClock.now();
  const provider = createIdentityProvider({ config, embedded: seal !== undefined, now });
  const store = await createSessionStore(db);
  const sessions = createSessions({ config, store, provider, cookies, clock: machineClock, logger });
  const backends = createBackends(context);
  const streams = createStreamHandler({
    backends,
    sessions,
    logger,
    settings: { heartbeatMs: options.heartbeatMs ?? heartbeatMs },
  });
  const sweep = createSweep(db, now, logger);
  const systems = createSystemDoor(backends, logger);
  const routes = express.Router();
  const body = express.raw({ type: () => true, limit: bodyLimit });
  routes.post('/api/:service/:method', onlyWithToken, body, systems.handler);
  routes.post(
    '/api/:service/:method',
    requireOwnOrigin(config),
    requireJson,
    body,
    createUnaryHandler(backends, sessionDoor(sessions)),
  );
  routes.get('/api/:service/:method', requireSameSite, streams.handler);
  routes.use('/auth/assets', pageAssets());
  routes.use(['/auth/sign-in', realmPath], rateLimitAnonymous(now));
  routes.use(
    '/auth',
    sessionRoutes({
      config,
      sessions,
      flows: await createFlowStore(db),
      provider,
      cookies,
      tables: context.directory(),
      clock: machineClock,
      businessClock,
      logger,
    }),
  );
  const issuer = seal === undefined ? undefined : await embeddedIssuer(config, { db, seal, now, logger });
  if (issuer) routes.use(realmPath, issuer.routes);
  routes.use(['/api', '/auth', '/realms'], (_request, response) => void response.status(404).end());
  sweep.start();
  issuer?.endedRights.start();
  return {
    routes,
    sessions,
    closeStreams() {
      streams.endAll();
      systems.endAll();
    },
    async stop() {
      await Promise.all([sweep.stop(), issuer?.endedRights.stop()]);
      backends.close();
    },
  };
}

async function embeddedIssuer(
  config: GatewayConfig,
  { db, seal, now, logger }: { db: Db; seal: string; now: () => number; logger: Logger },
) {
  const people = openPeople(config, logger);
  const judge = createTries(await createThrottle(db, now));
  const checkPassword = createPasswordCheck(people, judge);
  const keys = await openIssuerKeys(db, seal, now());
  const issuer = await createIssuer({ config, db, keys, people, checkPassword, judge, logger });
  const devices = { known: createKnownDevices(keys.cookieSecret), cookie: sessionCookies(config).device };
  const file = endedRightsFile(config.identity.keySetCache);
  return {
    routes: issuerRoutes({ config, issuer, people, checkPassword, devices, logger }),
    endedRights: createEndedRights({ file, people, now, logger }),
  };
}

/** What has a token goes on to the next handler; everything else to the next route. */
const onlyWithToken: RequestHandler = (request, _response, next) =>
  bringsToken(request) ? next() : next('route');

/** Live streams are written piece by piece; a compressor would hold them back. */
const isCompressible: compression.CompressionFilter = (request, response) =>
  !/^(text\/event-stream|application\/connect\+)/.test(String(response.getHeader('content-type'))) &&
  compression.filter(request, response);

/** `/healthz`: the process works; `/readyz`: it can do its work, and if not, why, with what else runs in it. */
function health(app: Express, healthOf: ServiceContext['health']): void {
  app.get('/healthz', (_request, response) => void response.json({ alive: true }));
  app.get('/readyz', async (request, response) => {
    const { gateway = { ready: false, problems: ['starting'] }, ...others } = await healthOf();
    response.status(gateway.ready ? 200 : 503);
    // What is missing tells a stranger where to push.
    response.json(isOwnMachine(request.ip ?? '') ? { ...gateway, others } : { ready: gateway.ready });
  });
}
