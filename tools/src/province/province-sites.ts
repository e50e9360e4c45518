import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';
import type { RegisteredSite, Services, SiteConfig } from '@lienthong/runtime';
import {
  ensureSiteKeys,
  type NatsSite,
  type SiteFiles,
  siteFiles,
  writeSiteFiles,
} from '@lienthong/site-setup';
import type { DatabaseUsers } from './database-users.ts';
import type { ProvinceFile, ProvinceSite } from './province-file.ts';
import type { ProvinceState, SitePorts } from './province-state.ts';

export const pageUrl = ({ http }: Pick<SitePorts, 'http'>): string => `http://127.0.0.1:${http}`;

/** What each service of a site is configured with. All listen in one process, or each in its own. */
const configuredServices = (
  file: ProvinceFile,
  site: ProvinceSite,
  ports: SitePorts,
  split: boolean,
  users: DatabaseUsers | undefined,
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
      return [name, { ...addresses, ...(users ? { database: users.of(name) } : {}), settings }];
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

type Options = {
  services: Services;
  file: ProvinceFile;
  state: ProvinceState;
  provinceDirectory: string;
  databaseUri: (site: string) => string;
  /** Undefined: whoever set the server outside up said who may use it. */
  databaseUsers: (site: string) => DatabaseUsers | undefined;
  clockFile: string;
  split: readonly string[];
};

const configOf = (
  { file, state, provinceDirectory, databaseUri, databaseUsers, clockFile, split }: Options,
  site: ProvinceSite,
  registry: readonly RegisteredSite[],
): Record<string, unknown> => {
  const known = state.sites[site.id];
  if (!known) throw new Error(`the state has no site ${site.id}`);
  const { ports, databasePrefix } = known;
  return {
    mode: 'demonstration',
    site: site.id,
    name: site.name,
    province: file.province,
    homeUnit: site.owns[0],
    sites: registry,
    services: configuredServices(file, site, ports, split.includes(site.id), databaseUsers(site.id)),
    database: { uri: databaseUri(site.id), prefix: databasePrefix },
    identity: {
      issuer: `${pageUrl(ports)}/realms/lienthong`,
      peopleFile: 'people.yaml',
      keyDirectory: 'keys',
      keySetCache: 'key-set.json',
    },
    dataDirectory: join(repositoryRoot, 'services', 'directory', 'data'),
    clockFile,
    telemetry: {
      traceFile: siteFiles(provinceDirectory, site.id).traceFile,
      sampling: file.sampling,
      // Of the process that hosts all services; where each has its own, the address is the service's.
      metrics: `127.0.0.1:${ports.metrics}`,
    },
  };
};

/**
 * Sets every site of a province up: keys (made once), configuration, people, NATS configuration. A site reaches its parent through its
 * own link proxy.
 */
export const writeProvinceSites = async (options: Options): Promise<void> => {
  const { services, file, state, provinceDirectory } = options;
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
    const nats = natsSites[index];
    const link = state.sites[site.id]?.ports.link;
    if (!nats) throw new Error(`the state has no site ${site.id}`);
    const throughProxy = natsSites.map((one) =>
      one.id === site.parent ? { ...one, ports: { ...one.ports, leaf: link } } : one,
    );
    const setup = { nats, config: configOf(options, site, registry), people: peopleOf(site) };
    await writeSiteFiles(siteFiles(provinceDirectory, site.id), setup, throughProxy);
  }
};

/** The subject is what events name: it never changes, unlike a username. */
const subjectOf = (site: ProvinceSite, username: string): string => `${site.id}.${username}`;

const peopleOf = (site: ProvinceSite): unknown => ({
  people: site.people.map((person) => ({
    subject: subjectOf(site, person.username),
    ...person,
    units: person.units ?? site.owns,
  })),
  clients: site.clients.map((client) => ({ ...client, units: client.units ?? site.owns })),
});
