import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nationalLayers, shippedLayers } from '@lienthong/legal-clock';
import type { SiteConfig } from '@lienthong/runtime';
import { readProvince } from '../domain/register.ts';

/**
 * The tables that come with the release and the site's configuration, by name, as JSON text: a new site has them before it has heard
 * of the province, and the province's site publishes them when they are new.
 */
export function readShippedTables(
  config: Pick<SiteConfig, 'province' | 'sites' | 'dataDirectory'>,
): Map<string, string> {
  const read = (file: string): string => readFileSync(join(config.dataDirectory, file), 'utf8');
  const tables = new Map<string, string>();
  const add = (name: string, value: unknown): void => void tables.set(name, JSON.stringify(value));

  add(
    `units:${config.province}`,
    readProvince({ units: read('units.csv'), successions: read('successions.csv') }, config.province),
  );
  add('sites', { sites: config.sites });
  for (const name of ['procedures', 'indicators', 'boards']) add(name, JSON.parse(read(`${name}.json`)));
  for (const file of readdirSync(config.dataDirectory).sort()) {
    const [, list] = /^codes-(\w+)\.json$/.exec(file) ?? [];
    if (list) add(`codes:${list}`, JSON.parse(read(file)));
  }

  const covering = nationalLayers().flatMap((layer) =>
    layer.covers ? [{ layer, year: layer.covers.from.slice(0, 4) }] : [],
  );
  for (const { layer, year } of covering) add(`calendar:${year}`, { layers: [layer] });
  add('calendar:hours', {
    layers: shippedLayers().filter(
      ({ covers, scope }) => !covers && (scope.kind !== 'PROVINCE' || scope.code === config.province),
    ),
  });
  return tables;
}
