import { createHmac } from 'node:crypto';
import type { DatabaseUser, ServiceName, SiteConfig } from '@lienthong/runtime';
import { type Db, MongoClient, MongoServerError } from 'mongodb';

/** The users of one site's database server: one for the operator's tools, and one a service, which has its own database alone. */
export type DatabaseUsers = {
  admin: DatabaseUser;
  of(service: ServiceName): DatabaseUser;
};

/** @param secret of the site: each password follows from it. */
export const databaseUsers = (secret: string): DatabaseUsers => {
  const of = (user: string): DatabaseUser => ({
    user,
    password: createHmac('sha256', secret).update(user).digest('base64url'),
  });
  return { admin: of('admin'), of };
};

/** The users of a site's services, as its configuration names them, each with its own database. */
export const databasesOf = ({ database, services }: SiteConfig): { user: DatabaseUser; name: string }[] =>
  Object.entries(services).flatMap(([service, configured]) =>
    configured?.database ? [{ user: configured.database, name: `${database.prefix}_${service}` }] : [],
  );

/** Makes the first user of a server that has none yet; harmless when there is one. */
export const ensureAdmin = async (uri: string, { user, password }: DatabaseUser): Promise<void> => {
  await withAdmin(uri, async (admin) => {
    await admin.command({ createUser: user, pwd: password, roles: ['root'] }).catch((error: unknown) => {
      // Whoever may not ask comes later than the first user.
      if (!(error instanceof MongoServerError) || ![unauthorized, userExists].includes(Number(error.code)))
        throw error;
    });
  });
};

/** Makes the users of services that are not there yet. @param uri with the operator's user. */
export const ensureServiceUsers = async (
  uri: string,
  databases: readonly { user: DatabaseUser; name: string }[],
): Promise<void> => {
  await withAdmin(uri, async (admin) => {
    const { users } = (await admin.command({ usersInfo: 1 })) as { users: { user: string }[] };
    const known = new Set(users.map(({ user }) => user));
    for (const { user, name } of databases)
      if (!known.has(user.user))
        await admin.command({
          createUser: user.user,
          pwd: user.password,
          roles: [{ role: 'readWrite', db: name }],
        });
  });
};

const unauthorized = 13;
const userExists = 51_003;

const withAdmin = async (uri: string, work: (admin: Db) => Promise<void>): Promise<void> => {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 30_000 });
  try {
    await work(client.db('admin'));
  } finally {
    await client.close();
  }
};
