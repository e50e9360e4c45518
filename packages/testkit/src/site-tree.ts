import type { RegisteredSite, ServiceName, Services } from '@lienthong/runtime';
import { type DatabaseServer, startDatabase } from './database.ts';
import { type NatsTree, startNatsTree, type TreeSite } from './nats-tree.ts';
import type { LineFaults } from './slow-proxy.ts';
import { type Creators, startTestSite, type TestSite } from './test-site.ts';

/** Intervals of exchange that show in seconds what takes minutes in the field. */
const paces = {
  scanMs: 1_000,
  sumsMs: 1_000,
  helloMs: 1_000,
  pushMs: 50,
  backOffMs: 500,
  silentAfterMs: 5_000,
};

/** Sites of one tree, each with its own NATS server, and with a database of its own on one server. They all have one registry of sites. */
export interface SiteTree {
  readonly nats: NatsTree;
  readonly database: DatabaseServer;
  /** @throws for a site that the tree does not have. */
  siteOf(id: string): TestSite;
  /** Hosts services of a site in this process, in place of those that it hosts. */
  host(id: string, services: Creators): Promise<void>;
  unhost(id: string): Promise<void>;
  stop(): Promise<void>;
}

export interface SiteTreeOptions {
  /** What is declared; the platform's services unless told, e.g. with one more (`gatherServices`). */
  declared?: Services;
  /** Which services have an address at every site; all unless told. */
  services?: readonly ServiceName[];
  /** What the line to a site's parent does to what goes over it; nothing unless told. */
  line?: (site: string) => LineFaults;
}

/**
 * Starts the servers of sites and makes their configurations; no service runs yet. A site owns the unit that its id names: `s20116`
 * owns `20116@0`.
 */
export async function startSiteTree(
  wanted: readonly TreeSite[],
  { declared, services, line }: SiteTreeOptions = {},
): Promise<SiteTree> {
  const nats = await startNatsTree(wanted, { line });
  const database = await startDatabase();
  const sites = new Map<string, TestSite>();
  const hosted = new Map<string, { stop(): Promise<void> }>();
  const registered: RegisteredSite[] = [];
  for (const { id, parent = '' } of wanted) {
    const { nats: server, linkLogin } = nats.getSite(id);
    const site = await startTestSite({
      site: id,
      parent,
      units: [`${id.slice(1)}@0`],
      declared,
      services,
      settings: {
        exchange: paces,
        operations: { sumsMs: paces.sumsMs, silentAfterMs: paces.silentAfterMs },
      },
      nats: server,
      database,
      change: (config) => {
        const link = { user: linkLogin.user, password: linkLogin.pass };
        config.nats = { ...config.nats, url: linkLogin.servers, link };
      },
    });
    sites.set(id, site);
    registered.push(...site.config.sites);
  }
  for (const site of sites.values()) site.config.sites = structuredClone(registered);
  await nats.linked();

  const siteOf = (id: string): TestSite => {
    const site = sites.get(id);
    if (!site) throw new Error(`the tree has no site ${id}`);
    return site;
  };
  const unhost = async (id: string): Promise<void> => {
    await hosted.get(id)?.stop();
    hosted.delete(id);
  };
  return {
    nats,
    database,
    siteOf,
    async host(id, creators) {
      await unhost(id);
      hosted.set(id, await siteOf(id).host(creators));
    },
    unhost,
    async stop() {
      for (const site of sites.values()) await site.stop();
      await nats.stop();
      await database.stop();
    },
  };
}
