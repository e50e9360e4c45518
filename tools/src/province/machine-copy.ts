import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { backupDatabase, restoreDatabase } from '@lienthong/devtools/database-copy';
import type { ServiceName } from '@lienthong/runtime';
import type { SiteFiles } from '@lienthong/site-setup';
import { parse, stringify } from 'yaml';
import type { LocalSite } from './local-site.ts';
import type { SitePorts } from './province-state.ts';

/** What a machine of the site reads, for a second one: everything is the same but ports, directories and the database's prefix. */
export async function copyFiles(site: LocalSite, files: SiteFiles, ports: SitePorts): Promise<void> {
  await rm(files.directory, { recursive: true, force: true });
  await mkdir(files.directory, { recursive: true, mode: 0o700 });
  await cp(site.files.keyDirectory, files.keyDirectory, { recursive: true });
  await cp(site.files.people, files.people);
  await mkdir(dirname(files.log('nats')), { recursive: true, mode: 0o700 });
  const instead = new Map(numbersOf(site.ports).map((port, at) => [port, numbersOf(ports)[at]]));
  const elsewhere = (text: string): string =>
    text
      .replaceAll(site.files.directory, files.directory)
      .replaceAll(/127\.0\.0\.1:(\d+)/g, (all, port: string) => {
        const other = instead.get(Number(port));
        return other === undefined ? all : `127.0.0.1:${other}`;
      });
  const nats = elsewhere(await readFile(site.files.natsConfig, 'utf8'));
  await writeFile(files.natsConfig, nats, { mode: 0o600 });
  const config = parse(elsewhere(await readFile(site.files.config, 'utf8'))) as {
    database: { prefix: string };
  };
  // One server outside may hold the databases of both.
  config.database.prefix += '_copy';
  await writeFile(files.config, stringify(config), { mode: 0o600 });
}

/** Each database of a site as it is now; what is written meanwhile may or may not be in it. */
export async function copyDatabases(from: LocalSite, to: LocalSite, directory: string): Promise<void> {
  for (const service of Object.keys(from.config.services) as ServiceName[]) {
    const copy = join(directory, `${from.id}-${service}`);
    await backupDatabase(from.database.uri, from.database.nameOf(service), copy);
    await restoreDatabase(to.database.uri, to.database.nameOf(service), copy);
  }
}

const numbersOf = ({ services, ...others }: SitePorts): number[] => [
  ...Object.values(others),
  ...Object.values(services).flatMap(({ grpc, metrics }) => [grpc, metrics]),
];
