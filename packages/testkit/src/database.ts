import { findFreePort } from '@lienthong/devtools/process/free-port';
import {
  engineArguments,
  engineUri,
  ensureDatabaseEngine,
  findListeningPort,
} from '@lienthong/devtools/toolbox/database-engine';
import {
  makeTemporaryDirectory,
  type RunningServer,
  removeDirectory,
  startServerProcess,
} from './server-process.ts';

export type DatabaseServer = {
  /** For the MongoDB driver. Take a database of your own in it: `freshDatabaseName()`. */
  readonly uri: string;
  /** Where its files are; undefined for a server that is not ours (`MONGODB_URI`). */
  readonly directory: string | undefined;
  readonly pid: number | undefined;
  /** Ends it in order and removes its files. Harmless when repeated. */
  stop(): Promise<void>;
  /** kill -9; the files stay for `restart`. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay and nothing answers; `resume` lets it go on. */
  freeze(): void;
  resume(): void;
  /** Stops it if it runs and starts it again on the same port and files. */
  restart(): Promise<void>;
};

const notOurs = (): never => {
  throw new Error('MONGODB_URI names a server that is not ours to kill: unset it for this test');
};

/** Starts a database server whose acknowledged writes are on disk, in a temporary directory, on a free port. */
export const startDatabase = async (): Promise<DatabaseServer> => {
  const engine = await ensureDatabaseEngine();
  if (engine.kind === 'external')
    return {
      uri: engine.uri,
      directory: undefined,
      pid: undefined,
      stop: () => Promise.resolve(),
      kill: notOurs,
      freeze: notOurs,
      resume: notOurs,
      restart: notOurs,
    };
  const directory = makeTemporaryDirectory('database');
  let running: RunningServer<number> | undefined;
  const start = async (port: number): Promise<void> => {
    running = await startServerProcess({
      command: engine.path,
      args: engineArguments(engine.kind, directory, port),
      directory,
      ready: findListeningPort,
      timeoutMs: 30_000,
    });
  };
  try {
    await start(await findFreePort());
  } catch (error) {
    await removeDirectory(directory);
    throw error;
  }
  const port = running?.ready ?? 0;
  return {
    uri: engineUri(port),
    directory,
    get pid() {
      return running?.child.pid;
    },
    stop: async () => {
      await running?.child.stop();
      await removeDirectory(directory);
    },
    kill: async () => {
      await running?.child.stop(0);
    },
    freeze: () => running?.child.signal('SIGSTOP'),
    resume: () => running?.child.signal('SIGCONT'),
    restart: async () => {
      await running?.child.stop();
      await start(port);
    },
  };
};
