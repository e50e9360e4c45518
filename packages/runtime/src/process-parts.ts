import { createDatabases, type Database } from './database.ts';
import { createDirectoryTables, type DirectoryTables } from './directory-tables.ts';
import type { Logger } from './logger.ts';
import { connectNats, type SiteNats } from './nats/connection.ts';
import { provisionForever } from './nats/topology.ts';
import type { ServiceParts, Services } from './service.ts';
import type { ServiceName, SiteConfig } from './site-config.ts';

/** What the services of one process share: each thing once, made when the first of them asks. */
export interface ProcessParts {
  /** @param own what the tables of the directory are read with. */
  of(service: ServiceName, own: Parameters<typeof createDirectoryTables>[0]): ServiceParts;
  /** The directory's tables for the host itself: no service misses them. */
  tables(own: Parameters<typeof createDirectoryTables>[0]): DirectoryTables;
  /** What a service asked for and cannot use now, in words. */
  problemsOf(service: ServiceName): Promise<Missing>;
  close(): Promise<void>;
}

export interface Missing {
  /** Without these it cannot work. */
  vital: string[];
  /** Without these it works on, and a person should look. */
  others: string[];
}

/** @param hosted the services of this process: their durables are made on the stream. */
export function createProcessParts(
  config: SiteConfig,
  services: Services,
  hosted: readonly ServiceName[],
  logger: Logger,
): ProcessParts {
  const databases = createDatabases(config.database.uri, logger);
  const opened = new Map<ServiceName, Held<Database>>();
  const stopping = new AbortController();
  const durables = hosted.flatMap((name) => services.durablesOf(name));
  const connections = new Map<'site' | 'link', Held<SiteNats>>();
  const users = new Map<ServiceName, Set<Held<SiteNats>>>();
  const readers = new Set<ServiceName>();
  let directory: DirectoryTables | undefined;

  async function connect(account: 'site' | 'link'): Promise<SiteNats> {
    const { url, user, password, link } = config.nats;
    const login = account === 'link' ? { user: link.user, password: link.password } : { user, password };
    const name = `${config.site} ${account}`;
    const nats = await connectNats({ url, ...login, tls: config.tls }, name, logger, stopping.signal);
    if (account === 'site') await provisionForever(nats.jsm, durables, logger, stopping.signal);
    return nats;
  }

  function connection(service: ServiceName, account: 'site' | 'link'): Promise<SiteNats> {
    const held = connections.get(account) ?? hold(connect(account));
    connections.set(account, held);
    users.set(service, (users.get(service) ?? new Set()).add(held));
    return held.promise;
  }

  function tables(own: Parameters<typeof createDirectoryTables>[0]): DirectoryTables {
    directory ??= createDirectoryTables(own);
    return directory;
  }

  return {
    tables,
    of: (service, own) => ({
      database() {
        const name = `${config.database.prefix}_${service}`;
        const held = opened.get(service) ?? hold(databases.open(name, config.services[service]?.database));
        opened.set(service, held);
        return held.promise;
      },
      nats: () => connection(service, 'site'),
      link: () => connection(service, 'link'),
      directory() {
        readers.add(service);
        return tables(own);
      },
    }),
    async problemsOf(service) {
      const database = opened.get(service);
      const connected = [...(users.get(service) ?? [])];
      const vital = database ? ((await database.value?.problems()) ?? ['the database does not answer']) : [];
      const others: string[] = [];
      if (connected.some(({ value }) => !value?.isUp())) others.push('NATS does not answer');
      if (readers.has(service) && directory && !isRead(directory))
        others.push('the directory has not been read yet');
      return { vital, others };
    },
    async close() {
      stopping.abort();
      directory?.stop();
      for (const { value } of connections.values()) await value?.close();
      await databases.close();
    },
  };
}

function isRead(tables: DirectoryTables): boolean {
  try {
    tables.hierarchy();
    return true;
  } catch {
    return false;
  }
}

/** A promise, and its value once it is there. */
interface Held<T> {
  readonly promise: Promise<T>;
  value?: T;
}

function hold<T>(promise: Promise<T>): Held<T> {
  const held: Held<T> = { promise };
  promise.then(
    (value) => {
      held.value = value;
    },
    () => undefined,
  );
  return held;
}
