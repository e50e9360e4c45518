import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@lienthong/tools/process/free-port';
import { ensureTool } from '@lienthong/tools/toolbox/ensure-tool';
import {
  makeTemporaryDirectory,
  type RunningServer,
  removeDirectory,
  startServerProcess,
} from './server-process.ts';

export type NatsOptions = {
  /**
   * Further configuration in the server's own language (accounts, leafnodes, …). A text that has its own `jetstream`
   * block replaces ours; a function is given the directory and the port.
   */
  config?: string | ((place: { directory: string; port: number }) => string);
  /** Client port; a free one unless told. */
  port?: number;
  /** An fsync per acknowledgement, as in production. Off unless told: tests that don't kill the server are faster without. */
  syncAlways?: boolean;
  /** Server name and JetStream domain; none unless told. */
  name?: string;
};

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
};

const configOf = (options: NatsOptions, directory: string, port: number): string => {
  const extra =
    typeof options.config === 'function' ? options.config({ directory, port }) : (options.config ?? '');
  const lines = [`listen: "127.0.0.1:${port}"`];
  if (options.name !== undefined) lines.push(`server_name: "${options.name}"`);
  if (!/^\s*jetstream\b/m.test(extra)) {
    const domain = options.name === undefined ? '' : `, domain: "${options.name}"`;
    const sync = options.syncAlways === true ? ', sync_interval: always' : '';
    lines.push(`jetstream { store_dir: "${join(directory, 'jetstream')}"${domain}${sync} }`);
  }
  return `${lines.join('\n')}\n${extra}\n`;
};

/** Starts a NATS server with JetStream, in a temporary directory, on a free port of the loopback. */
export const startNats = async (options: NatsOptions = {}): Promise<NatsServer> => {
  const { path } = await ensureTool('nats-server');
  const directory = makeTemporaryDirectory('nats');
  const configPath = join(directory, 'nats.conf');
  let running: RunningServer<true> | undefined;
  const port = options.port ?? (await findFreePort());
  const start = async (): Promise<void> => {
    running = await startServerProcess({
      command: path,
      args: ['--config', configPath],
      directory,
      ready: (line) => (line.includes('Server is ready') ? true : undefined),
    });
  };
  writeFileSync(configPath, configOf(options, directory, port));
  try {
    await start();
  } catch (error) {
    await removeDirectory(directory);
    throw error;
  }
  const end = async (how: (server: RunningServer<true>) => Promise<unknown>): Promise<void> => {
    const server = running;
    if (server !== undefined) await how(server);
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    directory,
    get pid() {
      return running?.child.pid ?? -1;
    },
    log: () => running?.output() ?? '',
    stop: async () => {
      await end((server) => server.child.stop());
      await removeDirectory(directory);
    },
    kill: () => end((server) => server.child.stop(0)),
    restart: async () => {
      await end((server) => server.child.stop());
      await start();
    },
  };
};
