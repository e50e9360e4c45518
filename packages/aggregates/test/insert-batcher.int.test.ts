import { randomUUID } from 'node:crypto';
import { type DatabaseServer, freshDatabaseName, startDatabase } from '@lienthong/testkit';
import { type Collection, MongoClient } from 'mongodb';
import { createInsertBatcher, RefusedWrite, type InsertBatcher } from '../src/insert-batcher.ts';

interface Thing {
  _id: string;
  code: string;
}

let server: DatabaseServer;
let client: MongoClient;
let things: Collection<Thing>;
let insert: InsertBatcher<Thing>;
const name = freshDatabaseName();

/** @param serverSelectionTimeoutMS the driver's own unless told: a server that lives may be slow on a busy machine. */
const connect = (serverSelectionTimeoutMS = 30_000): void => {
  client = new MongoClient(server.uri, {
    writeConcern: { w: 'majority', journal: true },
    retryWrites: false,
    serverSelectionTimeoutMS,
  });
  things = client.db(name).collection<Thing>('things');
};
beforeAll(async () => {
  server = await startDatabase();
  // The one that is killed is waited for in vain.
  connect(3_000);
  await things.createIndex({ code: 1 }, { unique: true });
  insert = createInsertBatcher(things);
}, 900_000);
afterAll(async () => {
  await client?.close();
  await server?.stop();
});

test('in a batch with refused ones the others stand, and every caller learns its own fate', async () => {
  const taken = randomUUID();
  await insert({ _id: taken, code: taken });
  const batch = Array.from({ length: 50 }, (_, index) => ({
    _id: index === 7 ? taken : randomUUID(),
    code: index === 9 ? taken : randomUUID(),
  }));
  const fates = await Promise.allSettled(batch.map((one) => insert(one)));
  const refused = fates.flatMap((fate, index) =>
    fate.status === 'rejected' ? [{ index, why: fate.reason as unknown }] : [],
  );
  expect(refused.map(({ index }) => index)).toEqual([7, 9]);
  expect(refused.every(({ why }) => why instanceof RefusedWrite && why.isDuplicate)).toBe(true);
  const standing = batch.filter((_one, index) => index !== 7 && index !== 9).map(({ _id }) => _id);
  expect(await things.countDocuments({ _id: { $in: standing } })).toBe(48);
});

test('invariant 2: an insert is answered as done only if it stands, also when the server dies in the middle', async () => {
  const accepted: string[] = [];
  let open = true;
  const writers = Array.from({ length: 16 }, async () => {
    while (open) {
      const _id = randomUUID();
      await insert({ _id, code: _id }).then(
        () => accepted.push(_id),
        () => (open = false),
      );
    }
  });
  while (accepted.length < 200) await insert({ _id: randomUUID(), code: randomUUID() });
  await server.kill();
  await insert({ _id: 'after the kill', code: 'after the kill' }).then(
    () => accepted.push('after the kill'),
    () => (open = false),
  );
  await Promise.all(writers);
  await client.close();
  await server.restart();
  connect();
  expect(accepted.length).toBeGreaterThan(199);
  const found = await things.find({ _id: { $in: accepted } }).toArray();
  expect(found).toHaveLength(accepted.length);
});
