import {
  DirectoryServiceService,
  PublishTableRequest,
  ReadTablesRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { createApp as createExchange } from '@lienthong/exchange';
import type { RegisteredSite } from '@lienthong/runtime';
import { startDatabase, startNatsTree, startTestSite, type TestSite } from '@lienthong/testkit';
import { MongoClient } from 'mongodb';
import { createApp } from '../../src/app.ts';

const paces = {
  scanMs: 1_000,
  sumsMs: 1_000,
  helloMs: 1_000,
  pushMs: 50,
  backOffMs: 500,
  silentAfterMs: 5_000,
};

export const operator = { onBehalfOf: { subject: 'p', roles: ['operator' as const], units: ['46@0'] } };

type Db = ReturnType<MongoClient['db']>;

/** Sites with their directory and exchange on real servers, all in one tree below `s46`. */
export interface Tree {
  siteOf(id: string): TestSite;
  host(id: string): Promise<void>;
  unhost(id: string): Promise<void>;
  /** The content of a table as a site's directory answers it. */
  tableAt(id: string, name: string): Promise<string>;
  /** Published at the province. @returns the content as it was sent. */
  publish(name: string, value: unknown): Promise<string>;
  withDatabase<T>(id: string, service: 'directory' | 'exchange', work: (db: Db) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export async function startTree(wanted: readonly { id: string; parent?: string }[]): Promise<Tree> {
  const nats = await startNatsTree(wanted);
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
      services: ['directory', 'exchange', 'operations', 'reporting'],
      nats: server,
      database,
      change: (config) => {
        const link = { user: linkLogin.user, password: linkLogin.pass };
        config.nats = { ...config.nats, url: linkLogin.servers, link };
        config.exchange = { ...config.exchange, ...paces };
      },
    });
    sites.set(id, site);
    registered.push(...site.config.sites);
  }
  for (const site of sites.values()) site.config.sites = structuredClone(registered);
  await nats.linked();

  const siteOf = (id: string): TestSite => {
    const site = sites.get(id);
    if (!site) throw new Error(`there is no site ${id}`);
    return site;
  };
  const tree: Tree = {
    siteOf,
    async host(id) {
      hosted.set(id, await siteOf(id).host({ directory: createApp, exchange: createExchange }));
    },
    async unhost(id) {
      await hosted.get(id)?.stop();
    },
    async tableAt(id, name) {
      const client = siteOf(id).as('operations', DirectoryServiceService, 'directory');
      const { tables } = await client.readTables(ReadTablesRequest.create({ names: [name] }));
      client.close();
      return tables[0]?.content.toString() ?? '';
    },
    async publish(name, value) {
      const content = JSON.stringify(value);
      const client = siteOf('s46').as('operations', DirectoryServiceService, 'directory');
      const request = PublishTableRequest.create({ table: { name, content: Buffer.from(content) } });
      await client.publishTable(request, operator);
      client.close();
      return content;
    },
    async withDatabase(id, service, work) {
      const client = await MongoClient.connect(database.uri);
      try {
        return await work(client.db(`${siteOf(id).config.database.prefix}_${service}`));
      } finally {
        await client.close();
      }
    },
    async stop() {
      for (const site of sites.values()) await site.stop();
      await nats.stop();
      await database.stop();
    },
  };
  for (const { id } of wanted) await tree.host(id);
  return tree;
}
