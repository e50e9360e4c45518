import type { LocalDay } from '@lienthong/domain';
import { parseTable } from '../adapters/table-schemas.ts';
import type { StoredTable, TableStore } from '../adapters/table-store.ts';
import { continueSites } from '../domain/sites-table.ts';
import { directoryUnit } from '../domain/table.ts';
import { contentHash } from '../projections/held-tables.ts';

/**
 * At the province's site: gives each shipped table a version under which exchange can have it. A table of a newer release takes the next
 * version; one that an operator has published stays, and so does one of the site that wrote the directory before.
 */
export async function adoptRelease(
  shipped: ReadonlyMap<string, string>,
  province: string,
  store: TableStore,
  today: LocalDay,
): Promise<void> {
  for (const [name, text] of shipped) {
    const before = await store.find(name);
    const content = name === 'sites' && before ? continued(before.content, text, province, today) : text;
    const hash = contentHash(content);
    if (before && (before.origin !== 'release' || before.hash === hash)) continue;
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

/** Who owned a unit before is known by the stored table alone: a configuration tells of the present. */
function continued(before: string, after: string, province: string, today: LocalDay): string {
  const [old, now] = [before, after].map((text) => parseTable('sites', text, province));
  if (old?.kind !== 'sites' || now?.kind !== 'sites') return after;
  return continueSites(old.value, now.value, after, today);
}
