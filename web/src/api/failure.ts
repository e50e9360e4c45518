/** One wrong field: `field` is its path in the request (`applicant.name`), `rule` a stable code. */
export interface FieldFailure {
  field: string;
  rule: string;
  description: string;
}

/**
 * Why a call did not do what was asked.
 *
 * - `refused`: the service said no, with a stable code; asking again changes nothing
 * - `signed-out`: the session has ended
 * - `unreachable`: no answer, or a service that is not ready; the same call may be made again, with the same key
 */
export type FailureKind = 'refused' | 'signed-out' | 'unreachable';

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly kind: FailureKind;
  /** The stable code of the refusal (`DOSSIER_ALREADY_FINISHED`), or `UNREACHABLE`, `SIGNED_OUT`. */
  readonly code: string;
  readonly params: Record<string, string>;
  readonly fields: FieldFailure[];
  /** Whether the server failed at this very call; what is `unreachable` otherwise concerns every call alike. */
  readonly isFault: boolean;

  constructor(
    kind: FailureKind,
    code: string,
    message: string,
    more: {
      params?: Record<string, string>;
      fields?: FieldFailure[];
      isFault?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.code = code;
    this.params = more.params ?? {};
    this.fields = more.fields ?? [];
    this.isFault = more.isFault ?? false;
  }
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const asText = (value: unknown): string => (typeof value === 'string' ? value : '');
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Connect codes after which the same call may succeed, and whose first try may have succeeded unseen. */
const transient = new Set([
  'unavailable',
  'deadline_exceeded',
  'canceled',
  'unknown',
  'internal',
  'aborted_by_server',
]);

/**
 * Reads the error JSON of the edge (Connect's shape: code, message, details with `debug`).
 * @param status the HTTP status, or 0 inside a stream
 */
export function readFailure(status: number, body: unknown): ApiFailure {
  const error = asObject(body);
  const code = asText(error.code);
  const details = asList(error.details).map(asObject);
  const debugOf = (type: string): Record<string, unknown> =>
    asObject(details.find((detail) => detail.type === type)?.debug);
  const info = debugOf('google.rpc.ErrorInfo');
  const fields = asList(debugOf('google.rpc.BadRequest').fieldViolations)
    .map(asObject)
    .map((one) => ({
      field: asText(one.field),
      rule: asText(one.reason),
      description: asText(one.description),
    }));
  const params = Object.fromEntries(
    Object.entries(asObject(info.metadata)).map(([name, value]) => [name, asText(value)]),
  );
  const reason = asText(info.reason);
  const message = asText(error.message) || `HTTP ${status}`;
  // What a session carries along has grown too large: another one is smaller.
  if (status === 401 || code === 'unauthenticated' || reason === 'METADATA_TOO_LARGE')
    return new ApiFailure('signed-out', 'SIGNED_OUT', message, { params });
  const isFault = status === 500 || code === 'internal' || code === 'unknown';
  if (code === 'resource_exhausted' && reason !== 'BODY_TOO_LARGE')
    return new ApiFailure('unreachable', reason || 'UNREACHABLE', message, { params });
  if (transient.has(code) || (code === '' && (status >= 500 || status === 429)))
    return new ApiFailure('unreachable', reason || (isFault ? 'SERVER_FAULT' : 'UNREACHABLE'), message, {
      params,
      isFault,
    });
  return new ApiFailure('refused', reason || code.toUpperCase() || `HTTP_${status}`, message, {
    params,
    fields,
  });
}
