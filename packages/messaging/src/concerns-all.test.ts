import { expect, test } from '@jest/globals';
import { Refusal } from '@lienthong/domain';
import { errors } from '@nats-io/transport-node';
import {
  BSON,
  MongoInvalidArgumentError,
  MongoNetworkTimeoutError,
  MongoNotConnectedError,
  MongoServerError,
} from 'mongodb';
import { concernsAll } from './concerns-all.ts';

const serverError = (code: number) => new MongoServerError({ message: 'refused', code });
const systemError = (code: string) => Object.assign(new Error(code), { code });

test.each([
  ['a database that is away', new MongoNetworkTimeoutError('late')],
  ['a client without its server', new MongoNotConnectedError('closed')],
  ['a full disk, as the database says it', serverError(14_031)],
  ['a code of the database that nobody knows', serverError(987_654)],
  ['a service that does not answer', new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'late')],
  ['NATS that is away', new errors.ConnectionError('closed')],
  ['NATS that answers too late', new errors.TimeoutError()],
  ['a full disk, as the machine says it', systemError('ENOSPC')],
  ['one as the cause of another', new Error('failed', { cause: systemError('ECONNREFUSED') })],
  ['one among several', new AggregateError([new TypeError('x'), systemError('EPIPE')])],
])('%s concerns every event', (_what, error) => {
  expect(concernsAll(error)).toBe(true);
});

test.each([
  ['a fault of the code', new TypeError('of undefined')],
  ['a document that is too large', serverError(10_334)],
  ['a document that the database does not take', new BSON.BSONError('cyclic')],
  ['a call that the driver does not take', new MongoInvalidArgumentError('no')],
  ['a refusal of this one', new Refusal('invalid', 'INVALID_FIELD', 'no')],
  ['a file that is not there', systemError('ENOENT')],
  ['what is no error', 'text'],
])('%s concerns one event', (_what, error) => {
  expect(concernsAll(error)).toBe(false);
});
