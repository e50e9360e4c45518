import { type DatabaseServer, eventually, freshDatabaseName, startDatabase } from '@lienthong/testkit';
import { type CommandStartedEvent, type Db, MongoClient } from 'mongodb';
import { createStoreEpoch } from '../src/store-epoch.ts';

const name = 'test.sheet';
let server: DatabaseServer;
let client: MongoClient;
let db: Db;

beforeAll(async () => {
  server = await startDatabase();
  client = await MongoClient.connect(server.uri, {
    monitorCommands: true,
    retryWrites: false,
    serverSelectionTimeoutMS: 300,
  });
}, 900_000);
afterAll(async () => {
  await client?.close();
  await server?.stop();
});
beforeEach(() => {
  db = client.db(freshDatabaseName('epoch'));
});

const marks = () => db.collection<{ _id: string; mark: string }>('marks');

/** Calls `then` once, while the next mark is on its way to the server. */
function duringUpdate(then: () => void): void {
  const listen = ({ commandName }: CommandStartedEvent): void => {
    if (commandName !== 'update') return;
    client.off('commandStarted', listen);
    then();
  };
  client.on('commandStarted', listen);
}

test('a copy that was made after a mark lacks what was written while the mark was: put back, it is noticed', async () => {
  let setBacks = 0;
  const epoch = createStoreEpoch(db, name, () => (setBacks += 1));
  const first = await epoch.current();
  epoch.wrote();
  duringUpdate(() => epoch.wrote());
  expect(await epoch.current()).toBe(first);
  const copy = await marks().find().toArray();
  expect(await epoch.current()).toBe(first);
  await marks().deleteMany({});
  await marks().insertMany(copy);
  expect(await epoch.current()).not.toBe(first);
  expect(setBacks).toBe(1);
});

test('a mark that the database did not take is written again, and whether it stands is no other database', async () => {
  let setBacks = 0;
  const epoch = createStoreEpoch(db, name, () => (setBacks += 1));
  epoch.wrote();
  const first = await epoch.current();
  const before = await marks().findOne({ _id: name });
  epoch.wrote();
  let killed: Promise<void> | undefined;
  duringUpdate(() => {
    killed = server.kill();
  });
  await epoch.current().catch(() => undefined);
  await killed;
  await server.restart();
  expect(await eventually(() => epoch.current().catch(() => undefined))).toBe(first);
  expect((await marks().findOne({ _id: name }))?.mark).not.toBe(before?.mark);
  expect(setBacks).toBe(0);
});
