import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DatabaseServer, freshDatabaseName, startDatabase } from '@lienthong/testkit';
import { Binary, Long, MongoClient } from 'mongodb';
import { backupDatabase, restoreDatabase } from '../src/database-copy.ts';

type Thing = { _id: string; count?: number; big?: Long; bytes?: Binary; at?: Date; list?: number[] };

let server: DatabaseServer;
let client: MongoClient;
const directory = mkdtempSync(join(tmpdir(), 'lien-thong-copy-'));

beforeAll(async () => {
  server = await startDatabase();
  client = await MongoClient.connect(server.uri);
}, 900_000);

afterAll(async () => {
  await client.close();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('a restored database is what the copy was: later documents are gone, types and indexes stay', async () => {
  const name = freshDatabaseName();
  const things = client.db(name).collection<Thing>('things');
  const first: Thing = {
    _id: 'một',
    count: 1,
    big: Long.fromString('9007199254740993'),
    bytes: new Binary(Buffer.from([1, 2, 3])),
    at: new Date('2025-06-30T00:30:00Z'),
    list: [1, 2.5],
  };
  await things.insertOne(first);
  await things.createIndex({ count: 1 }, { unique: true });
  await backupDatabase(server.uri, name, join(directory, 'copy'));

  await things.updateOne({ _id: 'một' }, { $set: { count: 7 } });
  await things.insertOne({ _id: 'hai', count: 2 });
  await client.db(name).collection<Thing>('later').insertOne({ _id: 'ba' });
  await restoreDatabase(server.uri, name, join(directory, 'copy'));

  const restored = await things.find({}, { promoteValues: false }).toArray();
  expect(restored).toHaveLength(1);
  expect(String(restored[0]?.big)).toBe('9007199254740993');
  expect(await things.findOne({ _id: 'một' })).toMatchObject({ count: 1, at: first.at, list: [1, 2.5] });
  expect(await client.db(name).collection('later').countDocuments()).toBe(0);
  await expect(things.insertOne({ _id: 'bốn', count: 1 })).rejects.toThrow(/duplicate|E11000/i);
});

test('a database that was dropped comes back with its indexes', async () => {
  const name = freshDatabaseName();
  const things = client.db(name).collection<Thing>('things');
  await things.createIndex({ count: 1 }, { unique: true });
  await things.insertOne({ _id: 'một', count: 1 });
  await backupDatabase(server.uri, name, join(directory, 'dropped'));
  await client.db(name).dropDatabase();
  await restoreDatabase(server.uri, name, join(directory, 'dropped'));
  await expect(things.insertOne({ _id: 'hai', count: 1 })).rejects.toThrow(/duplicate|E11000/i);
});

test('a copy that is not there is an error, and nothing is emptied', async () => {
  const name = freshDatabaseName();
  const things = client.db(name).collection<Thing>('things');
  await things.insertOne({ _id: 'một' });
  await expect(restoreDatabase(server.uri, name, join(directory, 'nowhere'))).rejects.toThrow('no copy');
  expect(await things.countDocuments()).toBe(1);
});
