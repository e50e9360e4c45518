import { mkdirSync } from 'node:fs';
import { type DatabaseEngine, engineArguments } from '@lienthong/devtools/toolbox/database-engine';
import { isPortOpen, saidLately, saysInLog } from './readiness.ts';
import type { SupervisedProcess } from './supervised-process.ts';
import type { Supervisor } from './supervisor.ts';

/** A server of a site; `kill` is SIGKILL, and it stays down until `start`. */
export type SiteServer = Pick<SupervisedProcess, 'start' | 'stop' | 'kill'> & {
  /** Undefined while it does not run. */
  pid(): number | undefined;
};

type Spec = Parameters<Supervisor['start']>[0];

/** A supervised server that is described now and started when it is wanted. */
const createServer = (supervisor: Supervisor, spec: Spec): SiteServer => {
  let known: SupervisedProcess | undefined;
  return {
    start: async () => {
      if (known) return known.start();
      const starting = supervisor.start(spec);
      known = supervisor.get(spec.name);
      await starting;
    },
    stop: async () => known?.stop(),
    kill: async (options) => known?.kill(options),
    pid: () => known?.pid,
  };
};

/** A site's NATS server, as its configuration says. */
export const createNatsServer = (
  supervisor: Supervisor,
  site: { id: string; program: string; config: string; log: string },
): SiteServer =>
  createServer(supervisor, {
    name: `${site.id}/nats`,
    command: site.program,
    args: ['--config', site.config],
    logFile: site.log,
    ready: saysInLog(site.log, /Server is ready/),
    readyWithinMs: 30_000,
  });

/** A site's database server; undefined where one outside is used for all. */
export const createDatabaseServer = (
  supervisor: Supervisor,
  engine: DatabaseEngine,
  site: { id: string; directory: string; port: number; log: string },
): SiteServer | undefined => {
  if (engine.kind === 'external') return undefined;
  mkdirSync(site.directory, { recursive: true, mode: 0o700 });
  return createServer(supervisor, {
    name: `${site.id}/database`,
    command: engine.path,
    args: engineArguments(engine.kind, site.directory, site.port),
    logFile: site.log,
    ready: () => isPortOpen(site.port),
    readyWithinMs: 60_000,
    // After a full disk its storage stays shut until it starts anew, although it answers a ping.
    broken: () => saidLately(site.log, /WT_PANIC/),
  });
};
