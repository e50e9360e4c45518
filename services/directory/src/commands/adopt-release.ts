import { continueSites, type LocalDay } from '@lienthong/domain';
import type { Logger } from '@lienthong/runtime';
import { fittingTables } from '../domain/fitting-tables.ts';
import { directoryUnit, type TableContent } from '../domain/table.ts';
import { contentHash } from '../projections/held-tables.ts';
import type { ParseTable, StoredTable, TableStore } from '../projections/ports.ts';

export interface AdoptingSite {
  province: string;
  store: TableStore;
  parse: ParseTable;
  logger: Logger;
}

/**
 * At the province's site: gives each shipped table a version under which exchange can have it. A table of a newer release takes the next
 * version; one that an operator has published stays, and so does one of the site that wrote the directory before.
 *
 * A release keeps the rules of a published table (`checkTable`): one of its tables that breaks a rule is told, and the one before stays.
 */
export async function adoptRelease(
  shipped: ReadonlyMap<string, string>,
  { province, store, parse, logger }: AdoptingSite,
  today: LocalDay,
): Promise<void> {
  const stored = new Map((await store.all()).map((table) => [table._id, table]));
  const contents = new Map<string, string>();
  for (const [name, text] of shipped) {
    const before = stored.get(name);
    const content = name === 'sites' && before ? continued(before.content, text, parse, today) : text;
    if (!before || (before.origin === 'release' && before.hash !== contentHash(content)))
      contents.set(name, content);
  }
  const news = new Map([...contents].map(([name, content]) => [name, parse(name, content)]));
  const { fitting, refused } = fittingTables(news, readAll(stored, shipped, parse), { province, today });
  for (const [table, { fields }] of refused)
    logger.error({ table, fields }, 'a table of the release breaks a rule: the one before stays');
  for (const name of fitting) {
    const before = stored.get(name);
    const content = contents.get(name) as string;
    const table: StoredTable = {
      _id: name,
      origin: 'release',
      content,
      hash: contentHash(content),
      src: (before?.src ?? 0) + 1,
      unit: directoryUnit(province),
      name,
      tombstone: false,
      stamp: null,
    };
    // Somebody else who was faster adopted the same release.
    await store.putOwn(table, before?.src ?? 0);
  }
}

/** The stored tables that this release can read; of one that is gone the shipped one is in use. */
function readAll(
  stored: ReadonlyMap<string, StoredTable>,
  shipped: ReadonlyMap<string, string>,
  parse: ParseTable,
): Map<string, TableContent> {
  const read = new Map<string, TableContent>();
  for (const [name, text] of shipped) {
    const before = stored.get(name);
    if (!before) continue;
    try {
      read.set(name, parse(name, before.tombstone ? text : before.content));
    } catch {
      // It is as unreadable to who answers from the tables: the shipped one is in use.
    }
  }
  return read;
}

/** Who owned a unit before is known by the stored table alone: a configuration tells of the present. */
function continued(before: string, after: string, parse: ParseTable, today: LocalDay): string {
  const [old, now] = [before, after].map((text) => parse('sites', text));
  if (old?.kind !== 'sites' || now?.kind !== 'sites') return after;
  return continueSites(old.value, now.value, after, today);
}
