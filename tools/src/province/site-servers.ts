import { existsSync, mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGuarded } from '@lienthong/devtools/process/guarded-child';
import {
  type DatabaseEngine,
  engineArguments,
  engineUri,
  takesFirstUser,
} from '@lienthong/devtools/toolbox/database-engine';
import type { DatabaseUser } from '@lienthong/runtime';
import { type DatabaseUsers, ensureAdmin, ensureServiceUsers } from './database-users.ts';
import { isPortOpen, saidLately, saysInLog } from './readiness.ts';
import type { SupervisedProcess } from './supervised-process.ts';
import type { Supervisor } from './supervisor.ts';

/** A server of a site; `kill` is SIGKILL, and it stays down until `start`. */
export type SiteServer = Pick<SupervisedProcess, 'start' | 'stop' | 'kill'> & {
  /** Undefined while it does not run. */
  pid(): number | undefined;
};

type Spec = Parameters<Supervisor['start']>[0];

/** A supervised server that is described now and started when it is wanted; `before` and `after` belong to its first start. */
const createServer = (
  supervisor: Supervisor,
  spec: Spec,
  { before, after }: { before?: () => Promise<void>; after?: () => Promise<void> } = {},
): SiteServer => {
  let known: SupervisedProcess | undefined;
  return {
    start: async () => {
      if (known) return known.start();
      await before?.();
      const starting = supervisor.start(spec);
      known = supervisor.get(spec.name);
      await starting;
      await after?.();
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

/**
 * A site's database server, which asks everybody for a password; undefined where one outside is used for all.
 *
 * @param site.databases of its services, known when it is started.
 */
export const createDatabaseServer = (
  supervisor: Supervisor,
  engine: DatabaseEngine,
  site: {
    id: string;
    directory: string;
    port: number;
    log: string;
    users: DatabaseUsers;
    databases: () => { user: DatabaseUser; name: string }[];
  },
): SiteServer | undefined => {
  if (engine.kind === 'external') return undefined;
  const { admin } = site.users;
  mkdirSync(site.directory, { recursive: true, mode: 0o700 });
  const spec = {
    name: `${site.id}/database`,
    command: engine.path,
    args: engineArguments(engine.kind, site.directory, site.port, { auth: true }),
    logFile: site.log,
    ready: () => isPortOpen(site.port),
    readyWithinMs: 60_000,
    // After a full disk its storage stays shut until it starts anew, although it answers a ping.
    broken: () => saidLately(site.log, /WT_PANIC/),
  };
  return createServer(supervisor, spec, {
    before: takesFirstUser(engine.kind) ? undefined : () => startOpenOnce(engine, site),
    async after() {
      if (takesFirstUser(engine.kind)) await ensureAdmin(engineUri(site.port), admin);
      await ensureServiceUsers(engineUri(site.port, admin), site.databases());
    },
  });
};

/** The light engine makes its first user only while it asks nobody for a password: once, before anything is in it. */
const startOpenOnce = async (
  engine: Exclude<DatabaseEngine, { kind: 'external' }>,
  site: { directory: string; port: number; users: DatabaseUsers },
): Promise<void> => {
  const mark = join(site.directory, '.asks-for-a-password');
  if (existsSync(mark)) return;
  const child = startGuarded({
    command: engine.path,
    args: engineArguments(engine.kind, site.directory, site.port),
  });
  try {
    await ensureAdmin(engineUri(site.port), site.users.admin);
  } finally {
    await child.stop();
  }
  await writeFile(mark, '');
};
