import { checkTable } from '../domain/check-table.ts';
import { handedOver } from '../domain/handed-over.ts';
import type { StrandedAt } from '../domain/table.ts';
import type { ChangingSite } from './change-sites.ts';
import { storeOwnTable } from './publish-table.ts';

/**
 * At the province's site: asks the sites that wrote units before what lies with them and nobody else holds, and publishes it as a table.
 * They own nothing of these units any more, so no record of theirs could tell it; and nobody asks sideways. Of a site that does not answer
 * what it said last stands, until it is retired.
 */
export async function gatherStranded(site: ChangingSite): Promise<void> {
  if (site.owner() !== site.site) return;
  const { tables } = site;
  const registry = tables.find('sites')?.parsed;
  if (registry?.kind !== 'sites') return;
  const { sites, former } = registry.value;
  const known = new Set(sites.map(({ id }) => id));
  const past = handedOver(sites, former).filter((one) => known.has(one.site));
  const asked = [...new Set(past.map((one) => one.site))].sort();
  const held = tables.find('stranded')?.parsed;
  const before = held?.kind === 'stranded' ? held.value.stranded : [];
  const found: StrandedAt[] = [];
  for (const id of asked) {
    const { answered, stranded } = await site.words.describeSite(id);
    found.push(
      ...(answered
        ? stranded
            // It may speak of what it wrote before, and of nothing else.
            .filter(({ unit }) => past.some((one) => one.site === id && one.unit === unit))
            .map(({ unit, records, ids }) => ({ site: id, unit, records, ids }))
        : before.filter((one) => one.site === id)),
    );
  }
  if (JSON.stringify(found) === JSON.stringify(before)) return;
  const content = JSON.stringify({ stranded: found });
  // As it will be read everywhere.
  checkTable('stranded', site.parse('stranded', content));
  await storeOwnTable('stranded', content, site);
}
