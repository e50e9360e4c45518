import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegisteredSite, SiteConfig } from '@lienthong/runtime';
import { services } from '@lienthong/site';
import { stringify } from 'yaml';
import { repositoryRoot } from '../repository.ts';
import { NATS_USERS, type NatsSite, writeNatsConfig } from './nats-config.ts';
import type { ProvinceFile, ProvinceSite } from './province-file.ts';
import type { ProvinceState, SitePorts } from './province-state.ts';
import { ensureSiteKeys } from './site-keys.ts';

/** Where the files of one site are. */
export type SiteFiles = {
  directory: string;
  config: string;
  natsConfig: string;
  databaseDirectory: string;
  keyDirectory: string;
  traceFile: string;
  /** The log of one process of the site. */
  log: (process: string) => string;
};

export const siteFiles = (provinceDirectory: string, site: string): SiteFiles => {
  const directory = join(provinceDirectory, 'sites', site);
  return {
    directory,
    config: join(directory, 'site.yaml'),
    natsConfig: join(directory, 'nats.conf'),
    databaseDirectory: join(directory, 'database'),
    keyDirectory: join(directory, 'keys'),
    traceFile: join(directory, 'traces.jsonl'),
    log: (process) => join(directory, 'logs', `${process}.log`),
  };
};

export const pageUrl = ({ http }: Pick<SitePorts, 'http'>): string => `http://127.0.0.1:${http}`;

/** What each service of a site is configured with. All listen in one process, or each in its own. */
const configuredServices = (
  file: ProvinceFile,
  site: ProvinceSite,
  ports: SitePorts,
  split: boolean,
): SiteConfig['services'] => {
  const at = (port: number): string => `127.0.0.1:${port}`;
  const page = { listen: at(ports.http), publicUrl: pageUrl(ports) };
  return Object.fromEntries(
    site.services.map((name) => {
      const own = ports.services[name];
      const settings = {
        ...file.settings[name],
        ...site.settings[name],
        ...(name === 'gateway' ? page : {}),
      };
      const addresses =
        split && own ? { grpc: at(own.grpc), metrics: at(own.metrics) } : { grpc: at(ports.grpc) };
      return [name, { ...addresses, settings }];
    }),
  );
};

/** What processes said is kept for one start more; spans are read while they are fresh. */
const rotate = async (files: SiteFiles): Promise<void> => {
  const logs = join(files.directory, 'logs');
  const before = `${logs}-before`;
  await rm(before, { recursive: true, force: true });
  if (existsSync(logs)) await rename(logs, before);
  await mkdir(logs, { recursive: true, mode: 0o700 });
  await rm(files.traceFile, { force: true });
};

const natsSite = (site: ProvinceSite, state: ProvinceState, directory: string): NatsSite => {
  const known = state.sites[site.id];
  if (!known) throw new Error(`the state has no site ${site.id}`);
  const { ports, passwords, linkKey } = known;
  return {
    id: site.id,
    ...(site.parent === undefined ? {} : { parent: site.parent, linkKey }),
    ports: { client: ports.nats, leaf: ports.leaf, monitor: ports.monitor },
    storeDirectory: join(directory, 'jetstream'),
    passwords,
  };
};

/**
 * Writes what every process of every site reads: keys (made once), configuration, people, NATS configuration. The site reaches its
 * parent through its own link proxy.
 */
export const writeSiteFiles = async (options: {
  file: ProvinceFile;
  state: ProvinceState;
  provinceDirectory: string;
  databaseUri: (site: string) => string;
  clockFile: string;
  split: readonly string[];
}): Promise<void> => {
  const { file, state, provinceDirectory, split } = options;
  const registry: RegisteredSite[] = [];
  for (const site of file.sites) {
    const files = siteFiles(provinceDirectory, site.id);
    await rotate(files);
    const publicKey = await ensureSiteKeys(files.keyDirectory, services.names);
    registry.push({ id: site.id, name: site.name, parent: site.parent ?? '', owns: site.owns, publicKey });
  }
  const natsSites = file.sites.map((site) =>
    natsSite(site, state, siteFiles(provinceDirectory, site.id).directory),
  );
  for (const [index, site] of file.sites.entries()) {
    const files = siteFiles(provinceDirectory, site.id);
    const known = state.sites[site.id];
    const nats = natsSites[index];
    if (!known || !nats) throw new Error(`the state has no site ${site.id}`);
    const { ports, passwords, databasePrefix } = known;
    const throughProxy = natsSites.map((one) =>
      one.id === site.parent ? { ...one, ports: { ...one.ports, leaf: ports.link } } : one,
    );
    await writeNatsConfig(files.natsConfig, nats, throughProxy);
    await writeFile(
      files.config,
      stringify({
        mode: 'demonstration',
        site: site.id,
        name: site.name,
        province: file.province,
        homeUnit: site.owns[0],
        sites: registry,
        services: configuredServices(file, site, ports, split.includes(site.id)),
        nats: {
          url: `nats://127.0.0.1:${ports.nats}`,
          user: NATS_USERS.site,
          password: passwords.site,
          link: { user: NATS_USERS.link, password: passwords.link },
        },
        database: { uri: options.databaseUri(site.id), prefix: databasePrefix },
        identity: {
          issuer: `${pageUrl(ports)}/realms/lienthong`,
          peopleFile: 'people.yaml',
          keyDirectory: 'keys',
          keySetCache: 'key-set.json',
        },
        dataDirectory: join(repositoryRoot, 'services', 'directory', 'data'),
        clockFile: options.clockFile,
        telemetry: {
          traceFile: files.traceFile,
          // Of the process that hosts all services; where each has its own, the address is the service's.
          metrics: `127.0.0.1:${ports.metrics}`,
        },
      }),
      { mode: 0o600 },
    );
    await writeFile(join(files.directory, 'people.yaml'), stringify(peopleOf(site)), { mode: 0o600 });
  }
};

/** The subject is what events name: it never changes, unlike a username. */
export const subjectOf = (site: ProvinceSite, username: string): string => `${site.id}.${username}`;

const peopleOf = (site: ProvinceSite): unknown => ({
  people: site.people.map((person) => ({
    subject: subjectOf(site, person.username),
    ...person,
    units: person.units ?? site.owns,
  })),
  clients: site.clients.map((client) => ({ ...client, units: client.units ?? site.owns })),
});
