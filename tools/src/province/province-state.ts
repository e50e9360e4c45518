import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import type { ServiceName } from '@lienthong/runtime';
import { createLinkKey, type LinkKey } from '@lienthong/site-setup';
import { type ProvinceFile, type ProvinceSite, portsInside } from './province-file.ts';
import { isPortOpen } from './readiness.ts';

/** Ports of one site, all on the loopback. */
export type SitePorts = {
  http: number;
  nats: number;
  leaf: number;
  monitor: number;
  database: number;
  /** The link's own proxy, through which the site reaches its parent: what `cut` cuts. */
  link: number;
  metrics: number;
  /** Of the process that hosts all services. */
  grpc: number;
  /** Of each service of a site that is split. */
  services: Record<ServiceName, { grpc: number; metrics: number }>;
};

/** What a province's state keeps beyond files of servers: made once, at its first start. */
export type ProvinceState = {
  /** The kind of database whose files the state holds. */
  engine?: string;
  /** `storedShape` of the release that made it. */
  shape?: number;
  sites: Record<
    string,
    {
      ports: SitePorts;
      passwords: { system: string; site: string; link: string };
      linkKey: LinkKey;
      databasePrefix: string;
      /** Every password at the site's database server follows from it. */
      databaseSecret: string;
    }
  >;
};

const password = (): string => randomBytes(18).toString('base64url');

/** In the order in which the site names its services: one that is added at the end moves no other. */
const toSitePorts = ({ services }: ProvinceSite, ports: readonly number[]): SitePorts => {
  const left = [...ports];
  const take = (): number => {
    const port = left.shift();
    if (port === undefined) throw new Error('a site has too few ports');
    return port;
  };
  return {
    http: take(),
    nats: take(),
    leaf: take(),
    monitor: take(),
    database: take(),
    link: take(),
    metrics: take(),
    grpc: take(),
    services: Object.fromEntries(services.map((name) => [name, { grpc: take(), metrics: take() }])),
  };
};

const filePorts = (site: ProvinceSite): SitePorts =>
  toSitePorts(site, [
    site.http,
    ...Array.from({ length: portsInside(site) }, (_, index) => site.ports + index),
  ]);

/** Ports of a site that nobody uses. */
export const findFreePorts = async (site: ProvinceSite): Promise<SitePorts> => {
  const ports: number[] = [];
  for (let count = 0; count <= portsInside(site); count += 1) ports.push(await findFreePort());
  return toSitePorts(site, ports);
};

/** Those that it had, unless it has come to run another service. */
const keptPorts = (site: ProvinceSite, known: SitePorts | undefined): SitePorts | undefined =>
  known && site.services.every((name) => known.services[name]) ? known : undefined;

const grpcPorts = ({ grpc, services }: SitePorts): number[] => [
  grpc,
  ...Object.values(services).map((one) => one.grpc),
];

const statePath = (directory: string): string => join(directory, 'state.json');

const readState = (directory: string): ProvinceState =>
  existsSync(statePath(directory))
    ? (JSON.parse(readFileSync(statePath(directory), 'utf8')) as ProvinceState)
    : { sites: {} };

/** Raised when stored documents change and nothing migrates them, as long as nothing is in the field. */
const storedShape = 4;

/** Why a state cannot be gone on with; undefined: it can, or there is none. */
export const whyAnew = (directory: string, engine: string): string | undefined => {
  const { engine: before, shape = 1 } = readState(directory);
  if (before === undefined) return undefined;
  if (before !== engine) return `it is that of another database (${before}, now ${engine})`;
  return shape === storedShape ? undefined : 'an earlier release stored its records otherwise';
};

/**
 * Refuses when somebody listens on a port of the province: it runs already, and its files must not change under it.
 * @throws with the port.
 */
export const refuseRunning = async (
  file: ProvinceFile,
  directory: string,
  options: { freePorts: boolean },
): Promise<void> => {
  const { sites } = readState(directory);
  for (const site of file.sites) {
    const ports = options.freePorts ? sites[site.id]?.ports : filePorts(site);
    if (!ports) continue;
    for (const port of [ports.http, ports.nats, ports.leaf, ports.database, ports.link, ...grpcPorts(ports)])
      if (await isPortOpen(port))
        throw new Error(
          `port ${port} of site ${site.id} is taken: is this province running already? Another file can have other ports`,
        );
  }
};

/**
 * The secrets and ports of a province, made where they are missing and kept in `directory/state.json`, readable by its owner alone.
 *
 * @param options.freePorts takes ports that nobody uses instead of those in the file: for tests beside a demonstration.
 */
export const ensureProvinceState = async (
  file: ProvinceFile,
  directory: string,
  options: { freePorts: boolean; engine: string },
): Promise<ProvinceState> => {
  const path = statePath(directory);
  const state = { ...readState(directory), engine: options.engine, shape: storedShape };
  for (const site of file.sites) {
    const known = state.sites[site.id];
    state.sites[site.id] = {
      passwords: known?.passwords ?? { system: password(), site: password(), link: password() },
      linkKey: known?.linkKey ?? createLinkKey(),
      databasePrefix: known?.databasePrefix ?? `lt_${site.id}_${randomBytes(3).toString('hex')}`,
      databaseSecret: known?.databaseSecret ?? password(),
      ports: options.freePorts
        ? (keptPorts(site, known?.ports) ?? (await findFreePorts(site)))
        : filePorts(site),
    };
  }
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
  return state;
};
