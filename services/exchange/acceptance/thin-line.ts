import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@lienthong/runtime';
import {
  freshDatabaseName,
  type LineFaults,
  startDatabase,
  startSlowProxy,
  startTestSite,
  type NatsServer,
  type TestSite,
} from '@lienthong/testkit';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import { createLinkKey, type NatsSite, natsConfig } from '@lienthong/site-setup';
import { ensureTool } from '@lienthong/devtools/toolbox/ensure-tool';
import { createSite, type RunningSite } from '../src/adapters/create-site.ts';
import { startLineRelay } from '../src/adapters/line-relay.ts';

export const lineRate = 50_000 / 8;
const namespace = 'lt-thin';
/** The line itself, narrow; and the way to the site's own server, which is no part of the line. */
const line = { outside: '10.197.46.1', inside: '10.197.46.2', devices: ['ltline0', 'ltline1'] as const };
const desk = { outside: '10.197.47.1', inside: '10.197.47.2', devices: ['ltdesk0', 'ltdesk1'] as const };

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { stdio: 'pipe' }).toString();
const inside = (...args: string[]): string => run('ip', 'netns', 'exec', namespace, ...args);

/** Why such a line cannot be laid here; undefined: it can. */
export function whyNoLine(): string | undefined {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  try {
    layLine();
    return undefined;
  } catch (error) {
    return `network namespaces and tc are needed: ${error instanceof Error ? error.message.split('\n')[0] : ''}`;
  } finally {
    removeLine();
  }
}

function layLine(): void {
  removeLine();
  run('ip', 'netns', 'add', namespace);
  for (const { outside, inside: within, devices } of [line, desk]) {
    const [near, far] = devices;
    run('ip', 'link', 'add', near, 'type', 'veth', 'peer', 'name', far);
    run('ip', 'link', 'set', far, 'netns', namespace);
    run('ip', 'addr', 'add', `${outside}/30`, 'dev', near);
    run('ip', 'link', 'set', near, 'up');
    inside('ip', 'addr', 'add', `${within}/30`, 'dev', far);
    inside('ip', 'link', 'set', far, 'up');
  }
  inside('ip', 'link', 'set', 'lo', 'up');
  const narrow = ['root', 'tbf', 'rate', '50kbit', 'burst', '4kb', 'latency', '400ms'];
  run('tc', 'qdisc', 'add', 'dev', line.devices[0], ...narrow);
  inside('tc', 'qdisc', 'add', 'dev', line.devices[1], ...narrow);
}

function removeLine(): void {
  for (const command of [
    ['link', 'del', line.devices[0]],
    ['link', 'del', desk.devices[0]],
    ['netns', 'del', namespace],
  ]) {
    try {
      run('ip', ...command);
    } catch {
      // It was not there.
    }
  }
}

export interface ThinLine {
  readonly commune: RunningSite;
  readonly province: RunningSite;
  faults: LineFaults;
  /** Bytes that the commune has put on the line, as its device counts them. */
  carried(): number;
  stop(): Promise<void>;
}

/**
 * A commune and a province on a line of 50 kbit/s: real servers, real databases, the real exchange, the line relayed by it.
 *
 * @param delay milliseconds one way
 */
export async function startThinLine(delay: number): Promise<ThinLine> {
  layLine();
  const directory = mkdtempSync(join(tmpdir(), 'lienthong-line-'));
  const closing: (() => Promise<void> | void)[] = [
    () => removeLine(),
    () => rmSync(directory, { recursive: true, force: true }),
  ];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const faults: { now: LineFaults } = { now: { delay, loss: 0 } };
    const servers = await startServers(directory, () => faults.now, closing);
    const sites = await startSites(servers, closing);
    return {
      ...sites,
      get faults() {
        return faults.now;
      },
      set faults(wanted) {
        faults.now = wanted;
      },
      carried: () => Number(inside('cat', `/sys/class/net/${line.devices[1]}/statistics/tx_bytes`)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Closing = (() => Promise<void> | void)[];

async function startServers(
  directory: string,
  faults: () => LineFaults,
  closing: Closing,
): Promise<{ s46: string; s20116: string }> {
  const { path } = await ensureTool('nats-server');
  const leaf = await findFreePort();
  const proxied = await findFreePort();
  const relayed = await findFreePort();
  const passwords = { system: 'system', site: 'site', link: 'link' };
  const site = async (id: string, parent?: string): Promise<NatsSite> => ({
    id,
    parent,
    ports: { client: await findFreePort(), leaf },
    storeDirectory: join(directory, id),
    passwords,
    linkKey: parent === undefined ? undefined : createLinkKey(),
  });
  const province = await site('s46');
  const commune = await site('s20116', 's46');
  const start = (name: string, config: string, command: string, args: string[]): void => {
    const file = join(directory, `${name}.conf`);
    writeFileSync(file, config);
    const child = spawn(command, [...args, '--config', file], { stdio: 'ignore' });
    closing.push(() => void child.kill('SIGKILL'));
  };
  start('s46', natsConfig(province, [province, commune]), path, []);
  // It changes a line of text on its way down, wherever it stands: here that is outside of the narrow network.
  const relay = await startLineRelay(
    's20116',
    { port: relayed, parent: `127.0.0.1:${leaf}` },
    createLogger('exchange', 's20116', 'error'),
  );
  closing.push(() => relay.stop());
  const proxy = await startSlowProxy(
    { host: line.outside, port: proxied },
    { host: '127.0.0.1', port: relayed },
    faults,
  );
  closing.push(() => proxy.stop());
  const communeConfig = natsConfig(commune, [province, commune])
    .replace(`127.0.0.1:${commune.ports.client}`, `0.0.0.0:${commune.ports.client}`)
    .replace(`nats-leaf://127.0.0.1:${leaf}`, `nats-leaf://${line.outside}:${proxied}`);
  start('s20116', communeConfig, 'ip', ['netns', 'exec', namespace, path]);
  return {
    s46: `nats://127.0.0.1:${province.ports.client}`,
    s20116: `nats://${desk.inside}:${commune.ports.client}`,
  };
}

async function startSites(
  servers: { s46: string; s20116: string },
  closing: Closing,
): Promise<{ commune: RunningSite; province: RunningSite }> {
  const database = await startDatabase();
  closing.push(() => database.stop());
  const create = async (id: 's46' | 's20116', parent: string): Promise<TestSite> => {
    const url = servers[id];
    const site = await startTestSite({
      site: id,
      parent,
      units: [`${id.slice(1)}@0`],
      services: ['exchange'],
      // Only its address is used: the server was started in another network.
      nats: { url } as NatsServer,
      database,
      change: (config) => {
        config.nats = { ...config.nats, url, link: { user: 'exchange', password: 'link' } };
        config.database.prefix = freshDatabaseName()
          .toLowerCase()
          .replaceAll(/[^a-z0-9_]/g, '_')
          .slice(0, 30);
      },
    });
    closing.push(() => site.stop());
    return site;
  };
  const province = await create('s46', '');
  const commune = await create('s20116', 's46');
  const registered = [...province.config.sites, ...commune.config.sites];
  const running: RunningSite[] = [];
  for (const site of [province, commune]) {
    site.config.sites = registered;
    const one = await createSite(site.context('exchange'));
    closing.push(() => one.stop());
    await one.start();
    running.push(one);
  }
  const [provinceSite, communeSite] = running as [RunningSite, RunningSite];
  return { commune: communeSite, province: provinceSite };
}
