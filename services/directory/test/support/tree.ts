import {
  DirectoryServiceService,
  PublishTableRequest,
  ReadTablesRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { createApp as createExchange } from '@lienthong/exchange';
import { startSiteTree, type TestSite } from '@lienthong/testkit';
import { MongoClient } from 'mongodb';
import { createApp } from '../../src/app.ts';

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
  const sites = await startSiteTree(wanted, {
    services: ['directory', 'exchange', 'operations', 'reporting'],
  });
  const { database } = sites;
  const siteOf = (id: string): TestSite => sites.siteOf(id);
  const tree: Tree = {
    siteOf,
    host: (id) => sites.host(id, { directory: createApp, exchange: createExchange }),
    unhost: (id) => sites.unhost(id),
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
    stop: () => sites.stop(),
  };
  for (const { id } of wanted) await tree.host(id);
  return tree;
}
