import type { StoredTable, TableStore } from '../adapters/table-store.ts';
import { directoryUnit } from '../domain/table.ts';
import { contentHash } from '../projections/held-tables.ts';

/**
 * At the province's site: gives each shipped table a version under which exchange can have it. A table of a newer release takes the next
 * version; one that an operator has published stays.
 */
export async function adoptRelease(
  shipped: ReadonlyMap<string, string>,
  province: string,
  store: TableStore,
): Promise<void> {
  for (const [name, content] of shipped) {
    const before = await store.find(name);
    const hash = contentHash(content);
    if (before && (before.origin === 'published' || (before.origin === 'release' && before.hash === hash)))
      continue;
    const table: StoredTable = {
      _id: name,
      origin: 'release',
      content,
      hash,
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
