import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { engineUri, ensureDatabaseEngine } from '@lienthong/devtools/toolbox/database-engine';
import { ensureTool, type Report } from '@lienthong/devtools/toolbox/ensure-tool';
import { clockShift, loadSiteConfig } from '@lienthong/runtime';
import { type SiteFiles, siteFiles } from '@lienthong/site-setup';
import { cpuTime } from './cpu-time.ts';
import { type DatabaseUsers, databasesOf, databaseUsers } from './database-users.ts';
import { createLocalSite, type LocalSite } from './local-site.ts';
import { copyDatabases, copyFiles } from './machine-copy.ts';
import { residentMemory } from './memory.ts';
import { type Platform, shippedPlatform } from './platform.ts';
import { loadProvinceFile, type ProvinceFile } from './province-file.ts';
import { writeProvinceSites } from './province-sites.ts';
import {
  ensureProvinceState,
  findFreePorts,
  refuseRunning,
  type SitePorts,
  whyAnew,
} from './province-state.ts';
import { createSiteProcess } from './site-processes.ts';
import { createDatabaseServer, createNatsServer } from './site-servers.ts';
import { createSupervisor, type SupervisorOptions } from './supervisor.ts';

export type ProvinceOptions = {
  /** State directory; `LT_STATE`, else `.state/<name>` in the repository. */
  state?: string;
  /** The shipped one unless told. */
  platform?: Platform;
  /** Sites that run one process for each service. */
  split?: readonly string[];
  /** Wipes the state first. */
  fresh?: boolean;
  /** Ports that nobody uses in place of the file's: for tests beside a demonstration. */
  freePorts?: boolean;
  /** Progress, a line each. Standard error unless told. */
  report?: Report;
  /** As the supervisor's; by default signals stop everything and end this process. */
  onSignal?: SupervisorOptions['onSignal'];
};

export type Province = {
  readonly file: ProvinceFile;
  readonly platform: Platform;
  readonly directory: string;
  /** Whether the state was there before: seeded, usable at once. */
  readonly isNew: boolean;
  readonly sites: readonly LocalSite[];
  /** @throws when there is no such site. */
  site(id: string): LocalSite;
  /** Starts all of it and waits until every service serves. */
  start(): Promise<void>;
  /** Stops all of it, children first. Harmless when repeated. */
  stop(): Promise<void>;
  /** The business clock of all sites, from now on. */
  readonly clock: { set(day: string, time: string): Promise<void> };
  /**
   * A second machine of a site, as one that was cloned: the same identity, keys, link and databases, on ports of its own; its stream is
   * empty. Only its database runs.
   */
  copyOf(id: string): Promise<LocalSite>;
  /** Resident memory of every process, in bytes. */
  memory(): Promise<{ name: string; bytes: number }[]>;
  /** CPU that every process has used so far, in milliseconds. Linux alone. */
  cpu(): Promise<{ name: string; ms: number }[]>;
};

/** Where a province's state is kept. */
export const stateDirectory = (file: ProvinceFile, wanted?: string): string =>
  resolve(wanted ?? process.env.LT_STATE ?? join(repositoryRoot, '.state', file.name));

/**
 * A local province from its file: keys, configurations and databases are made where they are missing and kept, so that the next start
 * takes seconds. Nothing runs before `start`, and nothing outlives this process.
 */
export const openProvince = async (path: string, options: ProvinceOptions = {}): Promise<Province> => {
  const platform = options.platform ?? shippedPlatform;
  const { services } = platform;
  const file = loadProvinceFile(path, platform);
  const report = options.report ?? ((line: string) => process.stderr.write(`${line}\n`));
  const directory = stateDirectory(file, options.state);
  const freePorts = options.freePorts ?? false;
  await refuseRunning(file, directory, { freePorts });
  if (options.fresh === true) await rm(directory, { recursive: true, force: true });
  const split = options.split ?? [];
  for (const id of split)
    if (!file.sites.some((site) => site.id === id)) throw new Error(`${basename(path)} has no site ${id}`);
  const [engine, natsServer] = await Promise.all([
    ensureDatabaseEngine(report),
    ensureTool('nats-server', report),
  ]);
  const reason = whyAnew(directory, engine.kind);
  if (reason !== undefined) {
    report(`the state begins anew: ${reason}`);
    await rm(directory, { recursive: true, force: true });
  }
  const clockFile = join(directory, 'clock.json');
  const isNew = !existsSync(clockFile);
  const state = await ensureProvinceState(file, directory, { freePorts, engine: engine.kind });
  const portsOf = (id: string): SitePorts => {
    const known = state.sites[id];
    if (!known) throw new Error(`the state has no site ${id}`);
    return known.ports;
  };
  const databaseUri = (id: string): string =>
    engine.kind === 'external' ? engine.uri : engineUri(portsOf(id).database);
  const usersOf = (id: string): DatabaseUsers => databaseUsers(state.sites[id]?.databaseSecret ?? '');
  const setClock = async (day: string, time: string): Promise<void> => {
    await mkdir(directory, { recursive: true });
    // Renamed into place: a process that reads it meanwhile sees one or the other.
    await writeFile(`${clockFile}.new`, JSON.stringify(clockShift(day, time)));
    await rename(`${clockFile}.new`, clockFile);
  };
  if (isNew) await setClock(file.business.day, file.business.time);
  await writeProvinceSites({
    services,
    file,
    state,
    provinceDirectory: directory,
    databaseUri,
    databaseUsers: (id) => (engine.kind === 'external' ? undefined : usersOf(id)),
    clockFile,
    split,
  });

  const supervisor = createSupervisor({
    report,
    ...(options.onSignal === undefined ? {} : { onSignal: options.onSignal }),
  });
  const machine = (
    described: ProvinceFile['sites'][number],
    files: SiteFiles,
    ports: SitePorts,
    label: string,
  ): LocalSite =>
    createLocalSite({
      services,
      described,
      files,
      ports,
      parentPorts: described.parent === undefined ? undefined : portsOf(described.parent),
      databaseUri:
        engine.kind === 'external' ? engine.uri : engineUri(ports.database, usersOf(described.id).admin),
      nats: createNatsServer(supervisor, {
        id: label,
        program: natsServer.path,
        config: files.natsConfig,
        log: files.log('nats'),
      }),
      database: createDatabaseServer(supervisor, engine, {
        id: label,
        directory: files.databaseDirectory,
        port: ports.database,
        log: files.log('database'),
        users: usersOf(described.id),
        databases: () => databasesOf(loadSiteConfig(files.config, services)),
      }),
      createProcess: (config) =>
        createSiteProcess(supervisor, platform, config, files, split.includes(described.id), label),
    });
  const sites = file.sites.map((described) =>
    machine(described, siteFiles(directory, described.id), portsOf(described.id), described.id),
  );
  const getSite = (id: string): LocalSite => {
    const found = sites.find((one) => one.id === id);
    if (!found) throw new Error(`there is no site ${id}`);
    return found;
  };

  return {
    file,
    platform,
    directory,
    isNew,
    sites,
    site: getSite,
    start: async () => {
      try {
        await Promise.all(
          sites
            .flatMap(({ nats, database: { server } }) => (server ? [nats, server] : [nats]))
            .map((one) => one.start()),
        );
        for (const { link } of sites) await link?.heal();
        await Promise.all(sites.map((site) => site.process.start()));
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    clock: { set: setClock },
    copyOf: async (id) => {
      const site = getSite(id);
      const [files, ports] = [siteFiles(join(directory, 'copies'), id), await findFreePorts(site.described)];
      await copyFiles(site, files, ports);
      const copy = machine(site.described, files, ports, `${id}-copy`);
      await copy.database.server?.start();
      await copyDatabases(site, copy, join(directory, 'copies', 'databases'));
      return copy;
    },
    memory: async () => {
      const all = running();
      const bytes = await residentMemory(all.map(({ pid }) => pid));
      return all.map(({ name, pid }) => ({ name, bytes: bytes.get(pid) ?? 0 }));
    },
    cpu: () => Promise.all(running().map(async ({ name, pid }) => ({ name, ms: await cpuTime(pid) }))),
  };

  function running(): { name: string; pid: number }[] {
    return supervisor.list().flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]));
  }

  async function stop(): Promise<void> {
    // Sites side by side: each finishes its own work and needs no other one for that.
    await Promise.all(sites.map((site) => site.process.stop()));
    await supervisor.stopAll();
    for (const { link } of sites) await link?.cut();
  }
};
