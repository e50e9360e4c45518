import { MongoError, MongoServerError } from 'mongodb';
import { refuseShared } from './refusals.ts';

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
/** What a member of a replica set answers while another one becomes the primary, or it is shut down. */
const changingServer = new Set([64, 91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);
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
    if (isUnknownOutcome(error)) refuseShared('STORE_UNAVAILABLE', {}, error);
    throw error;
  }
}

function isUnknownOutcome(error: unknown): boolean {
  if (error instanceof MongoError)
    return (
      lostConnection.has(error.name) ||
      (error instanceof MongoServerError && changingServer.has(Number(error.code)))
    );
  return lostSocket.has(String((error as { code?: unknown } | undefined)?.code));
}
