import { continueSites, type LocalDay, refuseField } from '@lienthong/domain';
import { checkTable } from '../domain/check-table.ts';
import { refuseConcurrentTable, refuseForeignTable, refuseTable } from '../domain/refusals.ts';
import { directoryUnit, type RegistrySite } from '../domain/table.ts';
import { contentHash, type HeldTables } from '../projections/held-tables.ts';
import type { ParseTable, StoredTable, TableChange, TableStore } from '../projections/ports.ts';

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
  parse: ParseTable;
  tables: HeldTables;
  today: () => LocalDay;
  /** Hands the stored table to exchange; does not wait for it. */
  put: (table: StoredTable) => void;
}

/**
 * Publishes a new version of a table: checked, stored with the next version, used here at once, on its way to the sites below. The same
 * content again changes nothing.
 *
 * A table of sites keeps who owned a unit before (`continueSites`), so it may come out with more than was sent.
 *
 * @returns the stored content's hash.
 * @throws Refusal `TABLE_NOT_OWNED_HERE`, `INVALID_FIELD`, `TABLE_CHANGED`.
 */
export async function publishTable(command: PublishTable, site: PublishingSite): Promise<string> {
  const { parse, tables } = site;
  if (site.owner() !== site.site) refuseForeignTable(site.owner());
  const sent = decodeText(command.content);
  const parsed = parse(command.name, sent);
  checkTable(command.name, parsed, tables.inForce(), site.today());
  if (command.hash !== '' && command.hash !== contentHash(sent))
    refuseField('table.hash', 'DIFFERS', 'the hash is not that of the content');
  const held = tables.find(command.name);
  const before = held?.parsed.kind === 'sites' ? held.parsed.value : undefined;
  const content = parsed.kind === 'sites' ? continueSites(before, parsed.value, sent, site.today()) : sent;
  if (parsed.kind === 'sites') refuseMovedDirectory(parsed.value.sites, site);
  // What was withdrawn before stands in it as well.
  if (content !== sent) checkTable(command.name, parse(command.name, content));
  if (held?.hash !== contentHash(content)) await storeOwnTable(command.name, content, site);
  return contentHash(content);
}

/** Who gave the directory away could take nothing back, and its new site knows nothing of the old one's tables. */
function refuseMovedDirectory(sites: readonly RegistrySite[], { province, site }: PublishingSite): void {
  const unit = directoryUnit(province);
  const owner = sites.find(({ owns }) => owns.includes(unit))?.id ?? site;
  if (owner !== site) refuseTable('DIRECTORY_UNIT', `${unit} stays with ${site}, which publishes the tables`);
}

/**
 * Stores a table that was checked with its next version, uses it here and hands it to exchange.
 * @param change a person's decision, kept with it in the same write.
 * @throws Refusal `TABLE_CHANGED`.
 */
export async function storeOwnTable(
  name: string,
  content: string,
  { province, store, tables, put }: Pick<PublishingSite, 'province' | 'store' | 'tables' | 'put'>,
  change?: TableChange,
): Promise<void> {
  const before = await store.find(name);
  const table: StoredTable = {
    _id: name,
    origin: 'published',
    content,
    hash: contentHash(content),
    src: (before?.src ?? 0) + 1,
    unit: directoryUnit(province),
    name,
    tombstone: false,
    stamp: null,
    ...(change ? { changes: [...(before?.changes ?? []), change] } : {}),
  };
  if (!(await store.putOwn(table, before?.src ?? 0))) refuseConcurrentTable(name);
  tables.use(table);
  put(table);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuseField('table.content', 'JSON', 'the content is not JSON in UTF-8');
  }
}
