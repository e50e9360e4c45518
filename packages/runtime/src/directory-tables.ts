import { DirectoryServiceService, ReadTablesRequest } from '@lienthong/contracts/directory/v1/directory';
import { Hierarchy, type LocalDay, Refusal, type Succession, type Unit } from '@lienthong/domain';
import type { BoardsTable, CatalogueTable, CodesTable } from '@lienthong/indicators';
import type { ProceduresTable } from '@lienthong/legal-clock';
import type { Jurisdiction } from './calls/call.ts';
import type { Reach } from './calls/client.ts';
import { createServiceClient } from './calls/client.ts';
import type { BusinessClock } from './clocks.ts';
import type { ServiceIdentity } from './identity/service-token.ts';
import type { Logger } from './logger.ts';
import type { RegisteredSite, ServiceName, SiteConfig } from './site-config.ts';

/** The content of the directory's table `units:<province>`. */
export interface UnitsTable {
  units: Unit[];
  successions: Succession[];
}

/** The content of the directory's tables, by name. The directory publishes nothing of another shape. */
export interface TableContents {
  sites: { sites: RegisteredSite[] };
  procedures: ProceduresTable;
  indicators: CatalogueTable;
  boards: BoardsTable;
  [codes: `codes:${string}`]: CodesTable;
  [calendar: `calendar:${string}`]: { layers: unknown[] };
  [units: `units:${string}`]: UnitsTable;
}
export type TableName = keyof TableContents;

/** The tables of the directory, kept fresh: what authorisation, roll-ups and due dates read. */
export interface DirectoryTables extends Jurisdiction {
  /** The parsed JSON of a table, the same object until it changes. @throws Refusal `SERVICE_UNAVAILABLE` until it has been read. */
  table<N extends TableName>(name: N): TableContents[N];
  /** Names of the tables held, e.g. `calendar:2025`. */
  names(): TableName[];
  /** Called after a table changed, or went: it is then not among the names. One that throws is logged, and keeps no other from it. */
  onChange(listener: (name: TableName) => void): void;
  /** Reads now what changed, for who cannot wait for the next round. @throws when the directory does not answer. */
  refresh(): Promise<void>;
  /** Resolves when the tables are held: waits for the directory. Whoever starts after the first waits with it. */
  start(): Promise<void>;
  stop(): void;
}

const refreshMs = 15_000;
const retryMs = 200;

/** Reads the directory's tables by hash: an unchanged table costs its name and hash. */
export function createDirectoryTables(options: {
  config: SiteConfig;
  identity: ServiceIdentity;
  reach: (service: ServiceName) => Reach;
  businessClock: BusinessClock;
  logger: Logger;
}): DirectoryTables {
  const { config, identity, reach, businessClock, logger } = options;
  const client = createServiceClient(DirectoryServiceService, reach('directory'), identity);
  const held = new Map<TableName, { hash: string; value: unknown }>();
  const listeners: ((name: TableName) => void)[] = [];
  const unitsTable = `units:${config.province}` as const;
  let hierarchy: Hierarchy | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let starting: Promise<void> | undefined;

  function tell(name: TableName): void {
    for (const listener of listeners)
      try {
        listener(name);
      } catch (error) {
        // The table is held by now: nobody is told of this change a second time.
        logger.error({ err: error, table: name }, 'a change of a table could not be taken up');
      }
  }

  async function refresh(): Promise<void> {
    const hashes = Object.fromEntries([...held].map(([name, { hash }]) => [name, hash]));
    const { tables } = await client.readTables(ReadTablesRequest.create({ held: hashes }));
    const answers = new Set(tables.map(({ name }) => name));
    // The answer names every table that the directory has.
    for (const name of [...held.keys()].filter((one) => !answers.has(one))) {
      held.delete(name);
      if (name === unitsTable) hierarchy = undefined;
      tell(name);
    }
    for (const { name: answered, hash, content } of tables) {
      const name = answered as TableName;
      if (content.length === 0 || held.get(name)?.hash === hash) continue;
      const value: unknown = JSON.parse(content.toString());
      held.set(name, { hash, value });
      if (name === unitsTable) {
        const { units, successions } = value as UnitsTable;
        hierarchy = new Hierarchy(units, successions);
      }
      tell(name);
    }
  }

  async function loop(): Promise<void> {
    try {
      await refresh();
    } catch (error) {
      logger.warn({ err: error }, 'the directory could not be read');
    }
    if (!stopped) timer = setTimeout(() => void loop(), hierarchy ? refreshMs : retryMs);
  }

  async function untilHeld(): Promise<void> {
    while (!hierarchy && !stopped) {
      await refresh().catch((error: unknown) => logger.info({ err: error }, 'waiting for the directory'));
      if (!hierarchy) await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
    if (!stopped) timer = setTimeout(() => void loop(), refreshMs);
  }

  return {
    hierarchy() {
      if (!hierarchy)
        throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'the directory has not been read yet');
      return hierarchy;
    },
    today: (): LocalDay => businessClock.today(),
    table<N extends TableName>(name: N): TableContents[N] {
      const found = held.get(name);
      if (!found)
        throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', `the table ${name} has not been read yet`);
      return found.value as TableContents[N];
    },
    names: () => [...held.keys()],
    onChange: (listener) => void listeners.push(listener),
    refresh,
    start() {
      starting ??= untilHeld();
      return starting;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      client.close();
    },
  };
}

/** The sites of the registry, with the units that each owns; undefined until the directory holds the table. */
export function findRegisteredSites(
  tables: Pick<DirectoryTables, 'names' | 'table'>,
): RegisteredSite[] | undefined {
  return tables.names().includes('sites') ? tables.table('sites').sites : undefined;
}
