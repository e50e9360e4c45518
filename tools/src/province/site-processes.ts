import { join } from 'node:path';
import { installedProgram, repositoryRoot } from '@lienthong/devtools/repository';
import { endpointOf, type ServiceName, type SiteConfig } from '@lienthong/runtime';
import { isServing } from './grpc-health.ts';
import type { Platform } from './platform.ts';
import type { SupervisedProcess } from './supervised-process.ts';
import type { Supervisor } from './supervisor.ts';

/** The services of a site, in one process or in one each, handled as one. */
export type SiteProcess = {
  /** One, or one for each service of a site that is split. */
  readonly members: readonly SupervisedProcess[];
  /** Starts what is not running and waits until it serves. */
  start(): Promise<void>;
  /** In order: what is in flight is finished. */
  stop(): Promise<void>;
  /** kill -9 of all members at once; they stay down until `start`. */
  kill(): Promise<void>;
  /** kill -9 of one service of a site that is split. */
  killService(service: ServiceName): Promise<void>;
  /** SIGSTOP: it is there and does nothing, as a machine that hangs. */
  pause(): void;
  resume(): void;
};

const readyWithinMs = 90_000;
/** Node keeps here what it compiled: a third less work at the next start. */
const compileCache = join(repositoryRoot, 'node_modules', '.cache', 'lien-thong', 'compiled');

/**
 * @param files where the site's configuration and logs are.
 * @param label names its processes; the site's id, but for a second machine of the same site.
 */
export const createSiteProcess = (
  supervisor: Supervisor,
  { services: declared, main }: Platform,
  config: SiteConfig,
  files: { config: string; log: (process: string) => string },
  split: boolean,
  label: string = config.site,
): SiteProcess => {
  const services = declared.names.filter((name) => config.services[name]);
  const [first] = services;
  if (first === undefined) throw new Error(`site ${config.site} has no services`);
  const programs = split
    ? services.map((name) => ({
        name,
        // This one alone.
        hosted: [name],
        endpoint: endpointOf(config, name),
      }))
    : [
        {
          name: 'site',
          hosted: [],
          endpoint: endpointOf(config, first),
        },
      ];
  const started = new Map<string, SupervisedProcess>();

  const startOne = async ({ name, hosted, endpoint }: (typeof programs)[number]): Promise<void> => {
    const known = started.get(name);
    if (known) return known.start();
    const id = `${label}/${name}`;
    // Entered before it is ready: what fails at its start has to be found and stopped, too.
    const starting = supervisor.start({
      name: id,
      command: installedProgram('node'),
      args: [main, files.config, ...hosted],
      cwd: repositoryRoot,
      env: { NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: compileCache },
      logFile: files.log(name),
      ready: () => isServing(endpoint),
      readyWithinMs,
    });
    started.set(name, supervisor.get(id));
    await starting;
  };

  const signal = (name: NodeJS.Signals): void => {
    for (const { pid } of started.values()) if (pid !== undefined) process.kill(pid, name);
  };

  return {
    get members() {
      return [...started.values()];
    },
    // Together: a service that comes before another one waits for it by itself.
    start: async () => {
      await Promise.all(programs.map(startOne));
    },
    stop: async () => {
      signal('SIGCONT');
      for (const one of [...started.values()].reverse()) await one.stop();
    },
    kill: async () => {
      await Promise.all([...started.values()].map((one) => one.kill()));
    },
    killService: async (service) => {
      const one = started.get(service);
      if (!one) throw new Error(`${service} of site ${config.site} has no process of its own`);
      await one.kill();
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
  };
};
