import { type ServiceError, status } from '@grpc/grpc-js';
import { BadRequest, ErrorInfo } from '@lienthong/contracts/google/rpc/error_details';
import { Refusal, type RefusalKind } from '@lienthong/domain';
import { edgeRefusal } from '../refuse.ts';

/** The error JSON of the Connect unary protocol. */
export interface ConnectError {
  code: string;
  message: string;
  details: { type: string; value: string; debug: unknown }[];
}

export interface ErrorAnswer {
  /** HTTP status. */
  status: number;
  body: ConnectError;
  /** The same call may well succeed later. */
  passing: boolean;
  /** Something is wrong with us, not with the call: worth an error in the log. */
  ours: boolean;
}

type Code = { code: string; status: number };

const byKind: Record<RefusalKind, Code> = {
  invalid: { code: 'invalid_argument', status: 400 },
  not_found: { code: 'not_found', status: 404 },
  conflict: { code: 'aborted', status: 409 },
  already_exists: { code: 'already_exists', status: 409 },
  precondition: { code: 'failed_precondition', status: 400 },
  denied: { code: 'permission_denied', status: 403 },
  unauthenticated: { code: 'unauthenticated', status: 401 },
  unimplemented: { code: 'unimplemented', status: 501 },
  exhausted: { code: 'resource_exhausted', status: 429 },
  unavailable: { code: 'unavailable', status: 503 },
};

/** Statuses of gRPC that arrive without a refusal of ours. */
const byStatus: Partial<Record<status, RefusalKind>> = {
  [status.INVALID_ARGUMENT]: 'invalid',
  [status.NOT_FOUND]: 'not_found',
  [status.ALREADY_EXISTS]: 'already_exists',
  [status.PERMISSION_DENIED]: 'denied',
  [status.RESOURCE_EXHAUSTED]: 'exhausted',
  [status.FAILED_PRECONDITION]: 'precondition',
  [status.ABORTED]: 'conflict',
  [status.UNIMPLEMENTED]: 'unimplemented',
  [status.UNAVAILABLE]: 'unavailable',
  [status.UNAUTHENTICATED]: 'unauthenticated',
};

/** What the browser is told of an error: a refusal word for word, of anything else only that it was ours. */
export function toErrorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof Refusal) return ofRefusal(error);
  const unreadable = ofRequest(error);
  if (unreadable) return ofRefusal(unreadable);
  const kind = isServiceError(error) ? byStatus[error.code] : undefined;
  if (kind)
    return { ...answer(byKind[kind], 'the service refused the call', []), passing: kind === 'unavailable' };
  return {
    ...answer({ code: 'internal', status: 500 }, 'an error on our side; it has been recorded', []),
    passing: true,
    ours: true,
  };
}

function ofRefusal(refusal: Refusal): ErrorAnswer {
  const timedOut = isServiceError(refusal.cause) && refusal.cause.code === status.DEADLINE_EXCEEDED;
  const code = timedOut ? { code: 'deadline_exceeded', status: 504 } : byKind[refusal.kind];
  const info = { reason: refusal.code, domain: 'lienthong', metadata: refusal.params };
  const details = [
    {
      type: 'google.rpc.ErrorInfo',
      value: base64(ErrorInfo.encode(ErrorInfo.create(info)).finish()),
      debug: info,
    },
  ];
  if (refusal.fields.length > 0) {
    const bad = {
      fieldViolations: refusal.fields.map(({ field, rule, description }) => ({
        field,
        description,
        reason: rule,
      })),
    };
    details.push({
      type: 'google.rpc.BadRequest',
      value: base64(BadRequest.encode(BadRequest.create(bad)).finish()),
      debug: bad as never,
    });
  }
  const special = refusal.code === 'BODY_TOO_LARGE' ? 413 : refusal.code === 'CONTENT_TYPE' ? 415 : undefined;
  return {
    ...answer({ ...code, status: special ?? code.status }, refusal.message, details),
    passing: refusal.kind === 'unavailable',
  };
}

/** What express throws at a request that nobody can read: an `http-errors` error with a type, zlib's own, or an address that decodes to nothing. */
function ofRequest(error: unknown): Refusal | undefined {
  if (error instanceof URIError) return edgeRefusal('ADDRESS_BROKEN', { cause: error });
  if (isServiceError(error)) return undefined;
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  if (typeof code === 'string' && code.startsWith('Z_')) return edgeRefusal('BODY_BROKEN', { cause: error });
  const type = error instanceof Error ? (error as Error & { type?: unknown }).type : undefined;
  if (type === 'entity.too.large') return edgeRefusal('BODY_TOO_LARGE', { cause: error });
  if (typeof type === 'string') return edgeRefusal('BODY_BROKEN', { cause: error });
  return undefined;
}

function answer({ code, status: http }: Code, message: string, details: ConnectError['details']) {
  return { status: http, body: { code, message, details }, passing: false, ours: false };
}

/** Connect wants base64 without padding. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && typeof (error as Partial<ServiceError>).code === 'number';
}
