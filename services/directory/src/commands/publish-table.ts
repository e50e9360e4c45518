import { refuseField } from '@lienthong/domain';
import { parseTable } from '../adapters/table-schemas.ts';
import type { StoredTable, TableStore } from '../adapters/table-store.ts';
import { checkTable } from '../domain/check-table.ts';
import { refuseConcurrentTable, refuseForeignTable } from '../domain/refusals.ts';
import { directoryUnit } from '../domain/table.ts';
import { contentHash, type HeldTables } from '../projections/held-tables.ts';

const maximumBytes = 3_000_000;

export interface PublishTable {
  name: string;
  content: Uint8Array;
  /** Of the content, hex; empty: not checked. */
  hash: string;
}

/** What the command needs around it. */
export interface PublishingSite {
  province: string;
  /** Site that owns the directory's records; empty: none does. */
  owner: () => string;
  site: string;
  store: TableStore;
  tables: HeldTables;
  /** Hands the stored table to exchange; does not wait for it. */
  put: (table: StoredTable) => void;
}

/**
 * Publishes a new version of a table: checked, stored with the next version, used here at once, on its way to the sites below. The same
 * content again changes nothing.
 *
 * @returns the content's hash.
 * @throws Refusal `TABLE_NOT_OWNED_HERE`, `INVALID_FIELD`, `TABLE_CHANGED`.
 */
export async function publishTable(command: PublishTable, site: PublishingSite): Promise<string> {
  const { province, store, tables } = site;
  if (site.owner() !== site.site) refuseForeignTable(site.owner());
  if (command.content.length > maximumBytes)
    refuseField('table.content', 'TOO_LARGE', `a table has at most ${maximumBytes} bytes`);
  const content = decodeText(command.content);
  const parsed = parseTable(command.name, content, province);
  checkTable(command.name, parsed);
  const hash = contentHash(content);
  if (command.hash !== '' && command.hash !== hash)
    refuseField('table.hash', 'HASH_MISMATCH', 'the hash is not that of the content');
  if (tables.find(command.name)?.hash === hash) return hash;

  const before = await store.find(command.name);
  const table: StoredTable = {
    _id: command.name,
    origin: 'published',
    content,
    hash,
    src: (before?.src ?? 0) + 1,
    unit: directoryUnit(province),
    name: command.name,
    tombstone: false,
    stamp: null,
  };
  if (!(await store.putOwn(table, before?.src ?? 0))) refuseConcurrentTable(command.name);
  tables.use(table);
  site.put(table);
  return hash;
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuseField('table.content', 'JSON', 'the content is not JSON in UTF-8');
  }
}
