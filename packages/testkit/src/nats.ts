import { join } from 'node:path';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import { type NatsServer, runNats } from './nats-process.ts';
import { makeTemporaryDirectory } from './server-process.ts';

export type { NatsServer };

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
  const directory = makeTemporaryDirectory('nats');
  const port = options.port ?? (await findFreePort());
  return runNats(directory, port, configOf(options, directory, port));
};
