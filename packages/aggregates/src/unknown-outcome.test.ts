import { expect, test } from '@jest/globals';
import { Refusal } from '@lienthong/domain';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { withKnownOutcome } from './unknown-outcome.ts';

const outcomeOf = (error: unknown): Promise<unknown> =>
  withKnownOutcome(() => Promise.reject(error)).catch((thrown: unknown) =>
    thrown instanceof Refusal ? thrown.code : thrown,
  );

test('a database that goes away or changes its primary asks for the same again, and any other error stays what it is', async () => {
  expect(await outcomeOf(new MongoNetworkError('lost'))).toBe('STORE_UNAVAILABLE');
  for (const code of [10_107, 189, 91, 11_602])
    expect(await outcomeOf(new MongoServerError({ message: 'not primary', code }))).toBe('STORE_UNAVAILABLE');
  const wrong = new MongoServerError({ message: 'no such field', code: 9 });
  expect(await outcomeOf(wrong)).toBe(wrong);
});
