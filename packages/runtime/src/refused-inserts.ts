import { MongoBulkWriteError, type WriteError } from 'mongodb';

/**
 * The refused writes of a batch by index, when the server's answer accounts for every document; undefined when it is not known what
 * stands. A lost connection, too, arrives as a `MongoBulkWriteError`: one without write errors, which says nothing of the documents.
 */
export function refusedInserts(error: unknown, count: number): Map<number, WriteError> | undefined {
  if (!(error instanceof MongoBulkWriteError)) return undefined;
  const failures = [error.writeErrors].flat();
  const accounted = failures.length > 0 && error.insertedCount + failures.length === count;
  if (!accounted || error.result.getWriteConcernError() !== undefined) return undefined;
  return new Map(failures.map((one) => [one.index, one]));
}
