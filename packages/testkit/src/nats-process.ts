import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureTool } from '@lienthong/devtools/toolbox/ensure-tool';
import { eventually } from './eventually.ts';
import { type RunningServer, removeDirectory, startServerProcess } from './server-process.ts';

export type NatsServer = {
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  readonly pid: number;
  /** What the server has logged since its last start. */
  log(): string;
  /** Ends it in order and removes its directory. Harmless when repeated. */
  stop(): Promise<void>;
  /** kill -9; the directory stays for `restart`. */
  kill(): Promise<void>;
  /** Stops it if it runs and starts it again on the same port and directory. */
  restart(): Promise<void>;
  /** Gives the running server another configuration, as an operator does (SIGHUP). */
  reload(config: string): Promise<void>;
};

/** Runs a NATS server on a configuration, in a directory that it may fill and that goes with it. */
export const runNats = async (directory: string, port: number, config: string): Promise<NatsServer> => {
  const { path } = await ensureTool('nats-server');
  const configPath = join(directory, 'nats.conf');
  let running: RunningServer<true> | undefined;
  const log = (): string => running?.output() ?? '';
  const start = async (): Promise<void> => {
    running = await startServerProcess({
      command: path,
      args: ['--config', configPath],
      directory,
      ready: (line) => (line.includes('Server is ready') ? true : undefined),
    });
  };
  writeFileSync(configPath, config);
  try {
    await start();
  } catch (error) {
    await removeDirectory(directory);
    throw error;
  }
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    directory,
    get pid() {
      return running?.child.pid ?? -1;
    },
    log,
    stop: async () => {
      await running?.child.stop();
      await removeDirectory(directory);
    },
    kill: async () => {
      await running?.child.stop(0);
    },
    restart: async () => {
      await running?.child.stop();
      await start();
    },
    reload: async (text) => {
      writeFileSync(configPath, text);
      const reloads = (): number => log().split('Reloaded server configuration').length;
      const before = reloads();
      running?.child.signal('SIGHUP');
      await eventually(() => reloads() > before);
    },
  };
};
