import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  DirectoryServiceService,
  PublishTableRequest,
  ReadTablesRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { createApp as createExchange } from '@lienthong/exchange';
import type { RegisteredSite } from '@lienthong/runtime';
import {
  type DatabaseServer,
  eventually,
  type NatsTree,
  startDatabase,
  startNatsTree,
  startTestSite,
  type TestSite,
} from '@lienthong/testkit';
import { type Document, MongoClient } from 'mongodb';
import { createApp } from '../src/app.ts';

const tree = [{ id: 's46' }, { id: 's482', parent: 's46' }, { id: 's20116', parent: 's482' }];
const paces = {
  scanMs: 1_000,
  sumsMs: 1_000,
  helloMs: 1_000,
  pushMs: 50,
  backOffMs: 500,
  silentAfterMs: 5_000,
};

let nats: NatsTree;
let database: DatabaseServer;
const sites = new Map<string, TestSite>();
const hosted = new Map<string, { stop(): Promise<void> }>();

const siteOf = (id: string): TestSite => {
  const site = sites.get(id);
  if (!site) throw new Error(`there is no site ${id}`);
  return site;
};

const host = async (id: string): Promise<void> => {
  hosted.set(id, await siteOf(id).host({ directory: createApp, exchange: createExchange }));
};

beforeAll(async () => {
  nats = await startNatsTree(tree);
  database = await startDatabase();
  const registered: RegisteredSite[] = [];
  for (const { id, parent = '' } of tree) {
    const { nats: server, linkLogin } = nats.getSite(id);
    const site = await startTestSite({
      site: id,
      parent,
      units: [`${id.slice(1)}@0`],
      services: ['directory', 'exchange', 'operations'],
      nats: server,
      database,
      change: (config) => {
        const link = { user: linkLogin.user, password: linkLogin.pass };
        config.nats = { ...config.nats, url: linkLogin.servers, link };
        config.exchange = paces;
      },
    });
    sites.set(id, site);
    registered.push(...site.config.sites);
  }
  for (const site of sites.values()) site.config.sites = registered;
  await nats.linked();
  for (const { id } of tree) await host(id);
}, 900_000);

afterAll(async () => {
  for (const site of sites.values()) await site.stop();
  await nats?.stop();
  await database?.stop();
});

const tableAt = async (id: string, name: string): Promise<string> => {
  const client = siteOf(id).as('operations', DirectoryServiceService, 'directory');
  const { tables } = await client.readTables(ReadTablesRequest.create({ names: [name] }));
  client.close();
  return tables[0]?.content.toString() ?? '';
};

const operator = { onBehalfOf: { subject: 'p', roles: ['operator' as const], units: ['46@0'] } };

const publish = async (name: string, value: unknown): Promise<string> => {
  const content = JSON.stringify(value);
  const client = siteOf('s46').as('operations', DirectoryServiceService, 'directory');
  const request = PublishTableRequest.create({ table: { name, content: Buffer.from(content) } });
  await client.publishTable(request, operator);
  client.close();
  return content;
};

const withDatabase = async <T>(
  id: string,
  work: (db: ReturnType<MongoClient['db']>) => Promise<T>,
): Promise<T> => {
  const client = await MongoClient.connect(database.uri);
  try {
    return await work(client.db(`${siteOf(id).config.database.prefix}_directory`));
  } finally {
    await client.close();
  }
};

const storedAt = (id: string): Promise<Document[]> =>
  withDatabase(id, (db) => db.collection('tables').find({ origin: 'received' }).toArray());

test('every table of the province reaches every other site, large ones too', async () => {
  const names = [
    'calendar:2024',
    'calendar:2025',
    'calendar:2026',
    'calendar:2027',
    'calendar:hours',
    'fields',
    'sites',
    'units:46',
  ];
  for (const id of ['s482', 's20116'])
    await eventually(async () => (await storedAt(id)).length === names.length);
  const received = await storedAt('s20116');
  expect(received.map(({ name }) => String(name)).sort()).toEqual(names);
  expect(received.find(({ name }) => name === 'units:46')?.['content'].length).toBeGreaterThan(10_000);
});

test('a table that the province publishes is used by the communes', async () => {
  const content = await publish('fields', { fields: [{ code: 'civil_status', name: 'Hộ tịch' }] });
  await eventually(async () => (await tableAt('s20116', 'fields')) === content);
});

test('what was received overrides the release after a restart, also while nobody is above', async () => {
  const content = await tableAt('s20116', 'fields');
  await hosted.get('s20116')?.stop();
  await hosted.get('s482')?.stop();
  await host('s20116');
  expect(await tableAt('s20116', 'fields')).toBe(content);
  await host('s482');
});

test('a site whose directory was wiped gets every table again', async () => {
  const content = await tableAt('s20116', 'fields');
  await hosted.get('s20116')?.stop();
  await withDatabase('s20116', (db) => db.collection('tables').deleteMany({}));
  await host('s20116');
  await eventually(async () => (await tableAt('s20116', 'fields')) === content);
});

test('a directory of the province that was restored alone publishes above what others hold, and is marked', async () => {
  const before = await tableAt('s46', 'fields');
  const copy = await withDatabase('s46', (db) => db.collection('tables').find().toArray());
  await publish('fields', { fields: [{ code: 'residence', name: 'Cư trú' }] });
  await eventually(async () => (await tableAt('s20116', 'fields')).includes('residence'));
  await hosted.get('s46')?.stop();
  await withDatabase('s46', async (db) => {
    await db.collection('tables').deleteMany({});
    await db.collection('tables').insertMany(copy);
  });
  await host('s46');
  await eventually(async () => (await tableAt('s20116', 'fields')) === before);
  const client = siteOf('s46').as('operations', ExchangeServiceService, 'exchange');
  const { incidents } = await client.listIncidents({});
  expect(incidents).toMatchObject([{ key: { channel: 'd3-directory', id: 'fields' }, kind: 'marked' }]);
});
