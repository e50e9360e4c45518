import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { NATS_USERS, type NatsSite, writeNatsConfig } from './nats-config.ts';

/** Where the files of one site are. */
export type SiteFiles = {
  directory: string;
  config: string;
  natsConfig: string;
  people: string;
  databaseDirectory: string;
  keyDirectory: string;
  traceFile: string;
  /** The log of one process of the site. */
  log: (process: string) => string;
};

/** The places of a site's files below the directory that holds all sites of one machine. */
export const siteFiles = (root: string, site: string): SiteFiles => {
  const directory = join(root, 'sites', site);
  return {
    directory,
    config: join(directory, 'site.yaml'),
    natsConfig: join(directory, 'nats.conf'),
    people: join(directory, 'people.yaml'),
    databaseDirectory: join(directory, 'database'),
    keyDirectory: join(directory, 'keys'),
    traceFile: join(directory, 'traces.jsonl'),
    log: (process) => join(directory, 'logs', `${process}.log`),
  };
};

/** What one site is set up with. `config` is its `site.yaml` without `nats`: the login comes from the server's own configuration. */
export type SiteSetup = {
  nats: NatsSite;
  config: Readonly<Record<string, unknown>>;
  /** The people and clients of the embedded issuer. */
  people: unknown;
};

/**
 * Writes what the processes of one site read: `site.yaml`, `nats.conf`, `people.yaml`, readable for their owner alone. Keys are
 * `ensureSiteKeys`.
 *
 * @param sites the NATS servers of all sites, the parent at the address by which this site reaches it.
 */
export const writeSiteFiles = async (
  files: SiteFiles,
  { nats, config, people }: SiteSetup,
  sites: readonly NatsSite[],
): Promise<void> => {
  if (config['mode'] === 'production' && nats.ports.monitor !== undefined)
    throw new Error(`site ${nats.id}: MONITOR_OPEN: production opens no monitor port of NATS`);
  await mkdir(files.directory, { recursive: true, mode: 0o700 });
  await writeNatsConfig(files.natsConfig, nats, sites);
  await writePrivately(files.config, {
    ...config,
    nats: {
      url: `nats://127.0.0.1:${nats.ports.client}`,
      user: NATS_USERS.site,
      password: nats.passwords.site,
      link: { user: NATS_USERS.link, password: nats.passwords.link },
    },
  });
  await writePrivately(files.people, people);
};

/** `mode` counts for a new file only. */
const writePrivately = async (file: string, content: unknown): Promise<void> => {
  await writeFile(file, stringify(content), { mode: 0o600 });
  await chmod(file, 0o600);
};
