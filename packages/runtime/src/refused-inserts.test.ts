import { MongoBulkWriteError, type WriteError } from 'mongodb';
import { refusedInserts } from './refused-inserts.ts';

/** What the driver throws: so many inserted, these indexes refused, perhaps not durable. */
function bulkError(insertedCount: number, refused: number[], concern?: object): MongoBulkWriteError {
  const writeErrors = refused.map((index) => ({ index, code: 11_000 }) as WriteError);
  const result = { insertedCount, getWriteConcernError: () => concern };
  return new MongoBulkWriteError({ message: 'E11000', code: 11_000, writeErrors }, result as never);
}

test('refused inserts are known when the server accounts for every document', () => {
  expect([...(refusedInserts(bulkError(2, [1]), 3)?.keys() ?? [])]).toEqual([1]);
  expect([...(refusedInserts(bulkError(0, [0, 1]), 2)?.keys() ?? [])]).toEqual([0, 1]);
});

test.each([
  ['a connection that was lost', bulkError(0, []), 3],
  ['a batch that broke off after a duplicate', bulkError(1, [0]), 3],
  ['duplicates beside writes that are not durable', bulkError(2, [0], { code: 64 }), 3],
  ['any other error', new Error('x'), 1],
])('invariant 2: after %s it is not known what stands', (_name, error, count) => {
  expect(refusedInserts(error, count)).toBeUndefined();
});
