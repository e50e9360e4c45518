import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import {
  type CreateApp,
  clockShift,
  createLogger,
  createProcessParts,
  createServiceClient,
  createServiceIdentity,
  type Host,
  hostServices,
  loadSiteConfig,
  type RegisteredSite,
  type Role,
  type ServiceClient,
  type ServiceName,
  type Services,
  type SiteConfig,
  type ServiceContext,
  serviceContextOf,
} from '@lienthong/runtime';
import { services as platform } from '@lienthong/site';
import { ensureSiteKeys } from '@lienthong/site-setup';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type DatabaseServer, startDatabase } from './database.ts';
import { freshDatabaseName } from './fresh-name.ts';
import { type NatsServer, startNats } from './nats.ts';

export interface TestSiteOptions {
  /** `s20116` unless told. */
  site?: string;
  /** The first is the home unit; Xã Vinh Hưng (`20116@0`) unless told. */
  units?: string[];
  /** The other sites of the province, for the registry. */
  others?: RegisteredSite[];
  parent?: string;
  /** What is declared; the platform's services unless told, e.g. with one more (`gatherServices`). */
  declared?: Services;
  /** Which services have an address at this site; all unless told. */
  services?: readonly ServiceName[];
  /** Business day and time at the start; 2025-06-30 08:00 unless told. */
  day?: string;
  time?: string;
  /** Servers that are there already, e.g. of a tree of sites. */
  nats?: NatsServer;
  database?: DatabaseServer;
  /** Settings of services; a service without has its defaults. */
  settings?: Record<ServiceName, object>;
  /** Anything else of the configuration that a test wants otherwise. */
  change?: (config: SiteConfig) => void;
}

export type Definition = Parameters<typeof createServiceClient>[0];

/** What makes the app of a service: the real one, or what a test has in its place. */
export type Creators = Record<ServiceName, CreateApp<never>>;

export type HostedServices = Pick<Host, 'health' | 'stop'>;

export interface TestSite {
  readonly config: SiteConfig;
  readonly directory: string;
  /** Where the gateway listens, and what people type. */
  readonly page: { listen: string; publicUrl: string };
  readonly nats: NatsServer;
  readonly database: DatabaseServer;
  /** Moves the business clock of every process of the site. */
  setClock(day: string, time: string): Promise<void>;
  context(service: ServiceName): ServiceContext<never>;
  /** Hosts services as production does, and resolves when all work. */
  host(services: Creators): Promise<HostedServices>;
  /** A person's access token of the site's issuer. */
  personToken(person: {
    roles: Role[];
    units: string[];
    subject?: string;
    name?: string;
    /** How long it holds; ten minutes unless said. */
    lifetime?: `${number}s`;
  }): Promise<string>;
  /** A client that calls as a service of the site. */
  as<D extends Definition>(service: ServiceName, definition: D, target: ServiceName): ServiceClient<D>;
  stop(): Promise<void>;
}

/** Dossiers are received at communes: their codes have five digits. */
const isCommune = (unit: string): boolean => /^\d{5}@/.test(unit);

const projectRoot = resolve(import.meta.dirname, '../../..');

/** One site on real servers, with keys, a movable business clock and an issuer's key set; gone afterwards. */
export async function startTestSite(options: TestSiteOptions = {}): Promise<TestSite> {
  const site = options.site ?? 's20116';
  const declared = options.declared ?? platform;
  const units = options.units ?? ['20116@0'];
  const [homeUnit = '20116@0'] = units;
  const directory = await mkdtemp(join(tmpdir(), 'lienthong-site-'));
  const nats = options.nats ?? (await startNats({ config: accounts }));
  const database = options.database ?? (await startDatabase());
  const keyDirectory = join(directory, 'keys');
  const publicKey = await ensureSiteKeys(keyDirectory, declared.names);
  const grpc = `127.0.0.1:${await findFreePort()}`;
  const http = `127.0.0.1:${await findFreePort()}`;
  const services = options.services ?? declared.names;
  const page = { listen: http, publicUrl: `http://${http}`, ...options.settings?.['gateway'] };
  const agencyCodes = Object.fromEntries(
    units.filter(isCommune).map((unit) => [unit, `H57.${unit.slice(1, 3)}.${unit.slice(3, 5)}`]),
  );
  const settings: Record<ServiceName, object> = {
    onestop: { agencyCodes },
    ...options.settings,
    gateway: page,
  };
  const own: RegisteredSite = { id: site, name: site, parent: options.parent ?? '', owns: units, publicKey };
  const draft = {
    mode: 'demonstration',
    site,
    name: site,
    province: '46',
    homeUnit,
    sites: [own, ...(options.others ?? [])],
    services: Object.fromEntries(services.map((name) => [name, { grpc, settings: settings[name] ?? {} }])),
    nats: { url: nats.url, user: 'site', password: 'site', link: { user: 'link', password: 'link' } },
    database: {
      uri: database.uri,
      prefix: freshDatabaseName()
        .toLowerCase()
        .replaceAll(/[^a-z0-9_]/g, '_')
        .slice(0, 30),
    },
    identity: {
      issuer: `${page.publicUrl}/realms/lienthong`,
      peopleFile: 'people.yaml',
      keyDirectory: 'keys',
      keySetCache: 'key-set.json',
    },
    dataDirectory: join(projectRoot, 'services/directory/data'),
    clockFile: 'clock.json',
    telemetry: { logLevel: 'error' },
  };
  const clockFile = join(directory, 'clock.json');
  // In one step: a process that reads the time meanwhile must not find half of a file.
  const setClock = async (day: string, time: string): Promise<void> => {
    await writeFile(`${clockFile}.new`, JSON.stringify(clockShift(day, time)));
    await rename(`${clockFile}.new`, clockFile);
  };
  await setClock(options.day ?? '2025-06-30', options.time ?? '08:00');
  await writeFile(join(directory, 'people.yaml'), 'people: []\nclients: []\n');
  await writeFile(join(directory, 'site.yaml'), JSON.stringify(draft));
  const config = loadSiteConfig(join(directory, 'site.yaml'), declared);
  options.change?.(config);
  const issuer = await startIssuer(config, page.listen);
  const closing: (() => Promise<void>)[] = [];
  let looseParts: ReturnType<typeof createProcessParts> | undefined;
  /** Of what a test makes without a host. */
  const loose = () => {
    if (!looseParts) {
      const parts = createProcessParts(config, declared, [], createLogger('test', site, 'error'));
      closing.push(() => parts.close());
      looseParts = parts;
    }
    return looseParts;
  };

  return {
    config,
    directory,
    nats,
    database,
    setClock,
    page,
    context: (service) =>
      serviceContextOf(config, declared, service, {
        parts: loose(),
        health: async () => ({}),
      }) as ServiceContext<never>,
    async host(creators) {
      if (creators['gateway']) await issuer.stop();
      const host = await hostServices({
        config,
        services: declared,
        names: declared.names.filter((name) => creators[name]),
        endpoint: { address: grpc, tls: config.tls },
        logger: createLogger('test', site, 'error'),
        create: (name, context) => {
          const create = creators[name];
          if (!create) throw new Error(`nothing makes ${name}`);
          return create(context as ServiceContext<never>);
        },
      });
      const stop = (): Promise<void> => host.stop(500);
      closing.push(stop);
      await host.started;
      return { health: (service) => host.health(service), stop };
    },
    personToken: issuer.token,
    as(service, definition, target) {
      const client = createServiceClient(
        definition,
        { address: config.services[target]?.grpc ?? grpc, tls: config.tls },
        createServiceIdentity(service, site, keyDirectory),
      );
      closing.push(async () => client.close());
      return client;
    },
    async stop() {
      for (const close of closing) await close();
      await issuer.stop();
      if (!options.nats) await nats.stop();
      if (!options.database) await database.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const accounts = `
accounts {
  SITE: { jetstream: enabled, users: [ { user: site, password: site } ] }
  LINK: { users: [ { user: link, password: link } ] }
}
`;

/** The key set of an issuer and tokens signed with it, where a test hosts no gateway with the real one. */
async function startIssuer(
  config: SiteConfig,
  listen: string,
): Promise<{ token: TestSite['personToken']; stop(): Promise<void> }> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'RS256', use: 'sig' }] };
  const [host, port] = listen.split(':');
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(keys));
  });
  await new Promise<void>((done) => server.listen(Number(port), host, done));
  return {
    token: ({ roles, units, subject = 'a-person', name = 'Một Người', lifetime = '600s' }) =>
      new SignJWT({ realm_access: { roles }, units, name })
        .setProtectedHeader({ alg: 'RS256', kid: 'test' })
        .setIssuer(config.identity.issuer)
        .setAudience(config.identity.audience)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime(lifetime)
        .sign(privateKey),
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
