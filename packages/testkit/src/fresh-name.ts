import { randomBytes } from 'node:crypto';

/** A database name that no other test uses, with a prefix that says whose it is. */
export const freshDatabaseName = (prefix = 'test'): string => `${prefix}_${randomBytes(6).toString('hex')}`;
