import type { ServiceName } from '@lienthong/runtime';
import { type Db, MongoClient } from 'mongodb';
import type { LocalSite } from '../province/local-site.ts';

/** The database of a service; undefined: the site does not run it. */
export type FindDatabase = (service: ServiceName) => Db | undefined;

/** Reads a site's databases straight, over one connection. */
export async function inDatabases<T>(
  { database, config }: LocalSite,
  read: (find: FindDatabase) => Promise<T>,
): Promise<T> {
  const client = await MongoClient.connect(database.uri);
  try {
    return await read((service) =>
      config.services[service] ? client.db(database.nameOf(service)) : undefined,
    );
  } finally {
    await client.close();
  }
}
