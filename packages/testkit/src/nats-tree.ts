import { join } from 'node:path';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import type { TlsFiles } from '@lienthong/runtime';
import { createLinkKey, linkLogin, type NatsSite, natsConfig, siteLogin } from '@lienthong/site-setup';
import { eventually } from './eventually.ts';
import { cutLeafConnection, hasLeafConnection } from './leaf-connection.ts';
import { type NatsServer, runNats } from './nats-process.ts';
import { makeTemporaryDirectory } from './server-process.ts';
import { type LineFaults, startSlowProxy } from './slow-proxy.ts';

/** A site of a tree: who it is and who stands above it. Parents come before their children. */
export type TreeSite = { id: string; parent?: string };

export type SiteServer = {
  readonly id: string;
  /** The server: kill, restart, log. */
  readonly nats: NatsServer;
  /** Connection options for the services of the site (account SITE, with JetStream). */
  readonly siteLogin: ReturnType<typeof siteLogin>;
  /** Connection options for `exchange` (account LINK: nothing but the link). */
  readonly linkLogin: ReturnType<typeof linkLogin>;
  /** Whether its leaf connection to the parent stands; true at the root. */
  isLinked(): Promise<boolean>;
};

export type NatsTree = {
  /** Throws for a site that the tree does not have. */
  getSite(id: string): SiteServer;
  /** Waits until every site's leaf connection stands. */
  linked(): Promise<void>;
  /** The parent forgets the site's key and cuts its connection, as when an operator revokes it. */
  revoke(id: string): Promise<void>;
  stop(): Promise<void>;
};

export type TreeOptions = {
  /** Sites that try to connect with a key that their parent does not know. */
  strangers?: readonly string[];
  /** The files of a site; plain without. */
  tls?: (site: string) => TlsFiles | undefined;
  /** The line of each site to its parent, asked for every segment; straight without. */
  line?: (site: string) => LineFaults;
  /** Starts what stands between each site's server and its line: where it listens, and the parent's `host:port`. */
  relay?: (port: number, parent: string) => Promise<{ stop(): Promise<void> }>;
};

const describeSite = async ({ id, parent }: TreeSite): Promise<NatsSite & { directory: string }> => {
  const directory = makeTemporaryDirectory(`nats-${id}`);
  return {
    id,
    parent,
    ports: { client: await findFreePort(), leaf: await findFreePort(), monitor: await findFreePort() },
    directory,
    storeDirectory: join(directory, 'jetstream'),
    passwords: { system: 'system', site: 'site', link: 'link' },
    linkKey: parent === undefined ? undefined : createLinkKey(),
  };
};

/** What a stranger believes of itself: the same site with a key of its own making. */
const asStranger = (site: NatsSite): NatsSite => ({ ...site, linkKey: createLinkKey() });

/**
 * Starts one NATS server for each site, joined by leaf connections exactly as in a province: accounts SITE and LINK, a
 * JetStream domain and a link key for each, permissions by subject.
 */
export const startNatsTree = async (
  wanted: readonly TreeSite[],
  options: TreeOptions = {},
): Promise<NatsTree> => {
  const sites: Array<NatsSite & { directory: string }> = [];
  for (const site of wanted) sites.push({ ...(await describeSite(site)), tls: options.tls?.(site.id) });
  const servers = new Map<string, SiteServer>();
  const lines: { stop(): void | Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const line of lines) await line.stop();
    await Promise.all([...servers.values()].map(({ nats }) => nats.stop()));
  };
  /** The sites as one of them sees them: its parent stands at the other end of its line. */
  const asSeenBy = async ({ id, parent }: NatsSite): Promise<NatsSite[]> => {
    const { line } = options;
    const above = sites.find((site) => site.id === parent);
    if (line === undefined || above === undefined) return sites;
    const port = await findFreePort();
    const host = '127.0.0.1';
    lines.push(await startSlowProxy({ host, port }, { host, port: above.ports.leaf ?? 0 }, () => line(id)));
    return sites.map((site) => (site === above ? { ...site, ports: { ...site.ports, leaf: port } } : site));
  };
  try {
    for (const site of sites) {
      const self = options.strangers?.includes(site.id) ? asStranger(site) : site;
      const around = await asSeenBy(site);
      const parent = around.find(({ id }) => id === site.parent);
      if (parent && options.relay) {
        self.ports.relay = await findFreePort();
        lines.push(await options.relay(self.ports.relay, `127.0.0.1:${parent.ports.leaf}`));
      }
      const nats = await runNats(site.directory, site.ports.client, natsConfig(self, around));
      servers.set(site.id, {
        id: site.id,
        nats,
        siteLogin: siteLogin(site),
        linkLogin: linkLogin(site),
        isLinked: async () => site.parent === undefined || hasLeafConnection(site, site.parent),
      });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const getSite = (id: string): SiteServer => {
    const server = servers.get(id);
    if (server === undefined) throw new Error(`the tree has no site ${id}`);
    return server;
  };
  return {
    getSite,
    linked: async () => {
      for (const server of servers.values()) await eventually(() => server.isLinked());
    },
    revoke: async (id) => {
      const parent = sites.find((site) => site.id === sites.find((child) => child.id === id)?.parent);
      if (parent === undefined) throw new Error(`site ${id} has no parent that could revoke its key`);
      const others = sites.filter((site) => site.id !== id);
      await getSite(parent.id).nats.reload(natsConfig(parent, others));
      await cutLeafConnection(parent, id);
    },
    stop,
  };
};
