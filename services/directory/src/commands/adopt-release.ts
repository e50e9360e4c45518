import type { LocalDay } from '@lienthong/domain';
import { continueSites } from '../domain/sites-table.ts';
import { directoryUnit } from '../domain/table.ts';
import { contentHash } from '../projections/held-tables.ts';
import type { ParseTable, StoredTable, TableStore } from '../projections/ports.ts';

/**
 * At the province's site: gives each shipped table a version under which exchange can have it. A table of a newer release takes the next
 * version; one that an operator has published stays, and so does one of the site that wrote the directory before.
 */
export async function adoptRelease(
  shipped: ReadonlyMap<string, string>,
  { province, store, parse }: { province: string; store: TableStore; parse: ParseTable },
  today: LocalDay,
): Promise<void> {
  for (const [name, text] of shipped) {
    const before = await store.find(name);
    const content = name === 'sites' && before ? continued(before.content, text, parse, today) : text;
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
function continued(before: string, after: string, parse: ParseTable, today: LocalDay): string {
  const [old, now] = [before, after].map((text) => parse('sites', text));
  if (old?.kind !== 'sites' || now?.kind !== 'sites') return after;
  return continueSites(old.value, now.value, after, today);
}
