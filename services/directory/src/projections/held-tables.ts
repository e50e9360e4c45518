import { createHash } from 'node:crypto';
import { type DeadReason, deadReason, Hierarchy, type Remedies } from '@lienthong/domain';
import type { Logger } from '@lienthong/runtime';
import { type TablesInForce, tablesInForce } from '../domain/check-table.ts';
import { kindOf, type TableContent } from '../domain/table.ts';
import type { ParseTable, StoredTable, TableStore } from './ports.ts';

/** A table as this site has it now. */
export interface HeldTable {
  name: string;
  /** JSON text. */
  content: string;
  /** SHA-256 of the content, hex. */
  hash: string;
  parsed: TableContent;
}

/** What this site answers from: shipped tables, overridden by what was published here or received. */
export interface HeldTables {
  /** Reads the store; called before anything is answered. */
  load(): Promise<void>;
  all(): HeldTable[];
  find(name: string): HeldTable | undefined;
  hierarchy(): Hierarchy;
  /** What a table that is to be published has to fit. */
  inForce(): TablesInForce;
  /** Why a table cannot be used here: a code; undefined: it can be, or nothing reads it. */
  refuse(table: StoredTable): DeadReason | undefined;
  /** A stored table changed. A content that cannot be read is reported and leaves what was held. */
  use(table: StoredTable): void;
}

/** What ends the causes for which tables are set aside. */
export const remedies: Remedies = { TABLE_UNREADABLE: 'release' };

export const contentHash = (content: string): string => createHash('sha256').update(content).digest('hex');

export function createHeldTables(options: {
  shipped: ReadonlyMap<string, string>;
  store: TableStore;
  parse: ParseTable;
  province: string;
  logger: Logger;
}): HeldTables {
  const { shipped, store, parse, province, logger } = options;
  const unitsTable = `units:${province}`;
  const held = new Map<string, HeldTable>();
  let hierarchy = new Hierarchy([], []);

  function set(name: string, content: string): void {
    const hash = contentHash(content);
    if (held.get(name)?.hash === hash) return;
    const parsed = parse(name, content);
    held.set(name, { name, content, hash, parsed });
    if (name === unitsTable && parsed.kind === 'units')
      hierarchy = new Hierarchy(parsed.value.units, parsed.value.successions);
  }

  const isRead = ({ unit, name }: StoredTable): boolean =>
    unit === `${province}@0` && kindOf(name, province) !== undefined;

  function use(table: StoredTable): void {
    if (!isRead(table)) return;
    const shippedContent = shipped.get(table.name);
    const content = table.tombstone ? shippedContent : table.content;
    try {
      if (content === undefined) held.delete(table.name);
      else set(table.name, content);
    } catch (error) {
      logger.error({ err: error, table: table.name }, 'a table cannot be read: the one before stays in use');
    }
  }

  return {
    async load() {
      for (const [name, content] of shipped) set(name, content);
      for (const table of await store.all()) use(table);
    },
    all: () => [...held.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (name) => held.get(name),
    hierarchy: () => hierarchy,
    inForce: () => tablesInForce((name) => held.get(name)?.parsed, province),
    refuse(table) {
      if (table.tombstone || !isRead(table)) return undefined;
      try {
        parse(table.name, table.content);
        return undefined;
      } catch {
        return deadReason('TABLE_UNREADABLE');
      }
    },
    use,
  };
}
