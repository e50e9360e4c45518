import { Refusal, type RefusalKind } from '@lienthong/domain';
import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors as natsErrors } from '@nats-io/transport-node';
import { MongoAPIError, MongoError, MongoServerError } from 'mongodb';

/** What the database says of one document or one call: it works, and would take others. */
const ofDocument = new Set([
  2, // BadValue
  9, // FailedToParse
  14, // TypeMismatch
  22, // InvalidBSON
  121, // DocumentValidationFailure
  10_334, // BSONObjectTooLarge
  11_000, // DuplicateKey
  17_280, // KeyTooLong
]);

const ofService: ReadonlySet<RefusalKind> = new Set([
  'unavailable',
  'exhausted',
  'unauthenticated',
  'unimplemented',
]);

/** Of a socket, a name or the machine itself. */
const ofMachine = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EMFILE',
  'ENFILE',
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EIO',
  'ENOMEM',
]);

const ofNats = [
  natsErrors.AuthorizationError,
  natsErrors.ClosedConnectionError,
  natsErrors.ConnectionError,
  natsErrors.DrainingConnectionError,
  natsErrors.NoRespondersError,
  natsErrors.RequestError,
  natsErrors.TimeoutError,
  natsErrors.UserAuthenticationExpiredError,
  JetStreamError,
];

/**
 * Whether an error is one of the surroundings, which every other event would meet as well: a server that is away, refuses or answers too
 * late. In doubt an error of the database is one.
 */
export function concernsAll(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof MongoError) return !isOfDocument(error);
  if (error instanceof Refusal) return ofService.has(error.kind);
  if (error instanceof JetStreamApiError) return error.status >= 500;
  if (ofNats.some((kind) => error instanceof kind)) return true;
  if (['TimeoutError', 'AbortError', 'JetStreamNotEnabled'].includes(error.name)) return true;
  if (ofMachine.has(String((error as { code?: unknown }).code))) return true;
  const parts = error instanceof AggregateError ? error.errors : [];
  return [...parts, error.cause].some(concernsAll);
}

/** A lost connection has subclasses of its own; what is a call's error and nothing more is the caller's. */
const isOfDocument = (error: MongoError): boolean =>
  error instanceof MongoServerError
    ? ofDocument.has(Number(error.code))
    : error instanceof MongoAPIError && ['MongoAPIError', 'MongoInvalidArgumentError'].includes(error.name);
