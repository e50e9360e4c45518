import { MongoError } from 'mongodb';
import { refuseWith } from '../domain/refusals.ts';

const retriable = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'PoolClearedOnNetworkError',
  'MongoWriteConcernError',
]);

/**
 * The database went away: a write may stand or not. Sending the same again, with the same key, finds out and does no harm.
 * @throws Refusal `STORE_UNAVAILABLE` in place of the driver's error.
 */
export async function withKnownOutcome<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MongoError && retriable.has(error.name)) refuseWith('STORE_UNAVAILABLE', {}, error);
    throw error;
  }
}
