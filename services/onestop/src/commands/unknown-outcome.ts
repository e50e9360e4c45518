import { MongoError } from 'mongodb';
import { refuseWith } from '../domain/refusals.ts';

/** What the driver reports when the server is away or went away in the middle. */
const lostConnection = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoWriteConcernError',
  // Of a batch: one that does not say for every document what became of it.
  'MongoBulkWriteError',
]);
/** Errors of the socket that the driver hands through as they are. */
const lostSocket = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'ETIMEDOUT']);

/**
 * The database went away: a write may stand or not. Sending the same again, with the same key, finds out and does no harm.
 * @throws Refusal `STORE_UNAVAILABLE` in place of the driver's error.
 */
export async function withKnownOutcome<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUnknownOutcome(error)) refuseWith('STORE_UNAVAILABLE', {}, error);
    throw error;
  }
}

function isUnknownOutcome(error: unknown): boolean {
  if (error instanceof MongoError) return lostConnection.has(error.name);
  return error instanceof Error && 'code' in error && lostSocket.has(String(error.code));
}
