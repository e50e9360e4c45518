import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { parse, stringify } from 'yaml';
import { readTable } from '../../../src/once/directory-table.ts';
import { createCatalogueKeeper } from '../../../src/once/faults.ts';
import { until } from '../../../src/once/operators.ts';
import type { Platform } from '../../../src/province/platform.ts';
import type { Province } from '../../../src/province/province.ts';
import { services } from './services.ts';

export const platform: Platform = { services, main: join('tools', 'test', 'example', 'day', 'main.ts') };

/** The shipped province whose sites all run the example, too. @returns its file, written into a directory. */
export async function writeProvinceFile(directory: string): Promise<string> {
  const shipped = join(repositoryRoot, 'deploy/provinces/hue-phu-loc.yaml');
  const file = parse(await readFile(shipped, 'utf8')) as { sites: { services: string[] }[] };
  for (const site of file.sites) site.services.push('floods');
  const path = join(directory, 'province.yaml');
  await writeFile(path, stringify(file));
  return path;
}

/** The province's operator publishes the example's rows; resolves when every site has them. */
export async function publishRows(province: Province): Promise<void> {
  const { source, indicators } = JSON.parse(
    await readFile(new URL('../indicators.json', import.meta.url), 'utf8'),
  );
  const catalogue = createCatalogueKeeper(province);
  try {
    const shipped = await catalogue.read();
    await catalogue.publish({
      ...shipped,
      sources: [...shipped.sources, source],
      indicators: [...shipped.indicators, ...indicators],
    });
  } finally {
    catalogue.close();
  }
  await until('every site has the rows of the example', async () => {
    const tables = await Promise.all(province.sites.map((site) => readTable(site, 'indicators')));
    return tables.every(({ sources }) => sources.some(({ owner }) => owner === source.owner));
  });
}
