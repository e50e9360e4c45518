import { type Db, MongoClient, MongoServerError } from 'mongodb';

export interface Database {
  db: Db;
  /** What keeps a service from being ready: that the database does not answer; empty when it does. */
  problems(): Promise<string[]>;
  close(): Promise<void>;
}

/** Without a limit of its own a ping waits as long as a start may. Shorter than the health report waits, so that the reason has its name. */
const pingMs = 1_400;

/** A MongoDB error that says "this unique key exists": success for an idempotent insert, a conflict otherwise. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000;
}

/**
 * Connects to a service's own database. Writes are durable before they are answered (`majority`, journalled). Waits for the server
 * up to `waitMs`, then probes what every rule here rests on: a unique index that refuses, a guarded update that guards.
 */
export async function connectDatabase(uri: string, name: string, waitMs = 30_000): Promise<Database> {
  const client = new MongoClient(uri, {
    writeConcern: { w: 'majority', journal: true },
    retryWrites: false,
    serverSelectionTimeoutMS: waitMs,
    maxPoolSize: 32,
    ignoreUndefined: true,
  });
  await client.connect();
  const db = client.db(name);
  await probe(db);
  return {
    db,
    problems: () =>
      db.command({ ping: 1 }, { timeoutMS: pingMs }).then(
        () => [],
        () => ['the database does not answer'],
      ),
    close: () => client.close(),
  };
}

async function probe(db: Db): Promise<void> {
  const collection = db.collection<{ _id: string; unique: number; version: number }>('capability_probe');
  await collection.createIndex({ unique: 1 }, { unique: true });
  await collection.updateOne({ _id: 'a' }, { $set: { unique: 1, version: 1 } }, { upsert: true });
  const refused = await collection
    .insertOne({ _id: 'b', unique: 1, version: 1 })
    .then(() => false, isDuplicateKey);
  const guarded = await collection.updateOne({ _id: 'a', version: 2 }, { $set: { version: 3 } });
  if (!refused || guarded.matchedCount !== 0)
    throw new Error('the database does not enforce unique indexes or guarded updates: it must not be used');
}
