import { setTimeout as pause } from 'node:timers/promises';
import { type Db, MongoClient, MongoError, MongoServerError } from 'mongodb';
import type { Logger } from './logger.ts';
import type { DatabaseUser } from './site-config.ts';

/** A service's own database. */
export interface Database {
  db: Db;
  /** What keeps a service from being ready: that the database does not answer, or no longer reads; empty when it does. */
  problems(): Promise<string[]>;
}

/** The databases of a process's services, on one client for each user of the server. */
export interface Databases {
  /** Waits for the server for ever, then probes what every rule here rests on: a unique index that refuses, a guarded update that guards. */
  open(name: string, user?: DatabaseUser): Promise<Database>;
  close(): Promise<void>;
}

/**
 * Below the limit of the health report, so that the database is named as the cause. Kept here: with the driver's own limit a read of a
 * server that hangs came back after 30 to 70 s.
 */
const readMs = 1_400;
const retryMs = 500;

const probeCollection = 'capability_probe';

/** A MongoDB error that says "this unique key exists": success for an idempotent insert, a conflict otherwise. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000;
}

/** Makes the client; it connects when the first database is opened. Writes are durable before they are answered (`majority`, journalled). */
export function createDatabases(uri: string, logger: Pick<Logger, 'warn'>): Databases {
  const clients = new Map<string, MongoClient>();
  const clientOf = (user?: DatabaseUser): MongoClient => {
    const known = clients.get(user?.user ?? '');
    if (known) return known;
    const client = new MongoClient(uri, {
      writeConcern: { w: 'majority', journal: true },
      retryWrites: false,
      serverSelectionTimeoutMS: 30_000,
      maxPoolSize: 64,
      ignoreUndefined: true,
      ...(user === undefined
        ? {}
        : { auth: { username: user.user, password: user.password }, authSource: 'admin' }),
    });
    clients.set(user?.user ?? '', client);
    return client;
  };
  const closing = new AbortController();
  const closed = new Promise<never>((_resolve, reject) => {
    closing.signal.addEventListener('abort', () => reject(new Error('the process stops')), { once: true });
  });
  closed.catch(() => undefined);

  async function open(name: string, user?: DatabaseUser): Promise<Database> {
    const client = clientOf(user);
    const db = client.db(name);
    for (let said = ''; ; ) {
      try {
        await Promise.race([client.connect().then(() => probe(db)), closed]);
        return { db, problems: watch(db) };
      } catch (error) {
        if (!(error instanceof MongoError)) throw error;
        if (error.message !== said) logger.warn({ err: error }, 'the database does not answer yet');
        said = error.message;
        await pause(retryMs);
      }
    }
  }

  return {
    open,
    async close() {
      closing.abort();
      for (const client of clients.values()) await client.close();
    },
  };
}

/** An engine whose storage gave up, as on a full disk, still answers a ping: so it is read. */
function watch(db: Db): () => Promise<string[]> {
  const away = ['the database does not answer'];
  const read = (): Promise<string[]> =>
    db
      .collection<{ _id: string }>(probeCollection)
      .findOne({ _id: 'a' }, { projection: { _id: 1 } })
      .then(
        () => [],
        (error: unknown) =>
          error instanceof MongoServerError ? ['the database answers, and cannot read'] : away,
      );
  let reading: Promise<string[]> | undefined;
  return async () => {
    // One at a time: those that hang would use up the connections.
    reading ??= read().finally(() => {
      reading = undefined;
    });
    const answered = new AbortController();
    const late = pause(readMs, away, { signal: answered.signal }).catch(() => away);
    const problems = await Promise.race([reading, late]);
    answered.abort();
    return [...problems];
  };
}

async function probe(db: Db): Promise<void> {
  const collection = db.collection<{ _id: string; unique: number; version: number }>(probeCollection);
  await collection.createIndex({ unique: 1 }, { unique: true });
  await collection.updateOne({ _id: 'a' }, { $set: { unique: 1, version: 1 } }, { upsert: true });
  const refused = await collection
    .insertOne({ _id: 'b', unique: 1, version: 1 })
    .then(() => false, isDuplicateKey);
  const guarded = await collection.updateOne({ _id: 'a', version: 2 }, { $set: { version: 3 } });
  if (!refused || guarded.matchedCount !== 0)
    throw new Error('the database does not enforce unique indexes or guarded updates: it must not be used');
}
