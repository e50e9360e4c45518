import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { BadRequest, ErrorInfo } from '@lienthong/contracts/google/rpc/error_details';
import { Status } from '@lienthong/contracts/google/rpc/status';
import { type FieldRule, Refusal, type RefusalKind } from '@lienthong/domain';
import { InternalError } from '../calls/internal-error.ts';

const detailsKey = 'grpc-status-details-bin';
const errorDomain = 'lienthong';
const typeUrl = (name: string): string => `type.googleapis.com/google.rpc.${name}`;

const statusOf: Record<RefusalKind, status> = {
  invalid: status.INVALID_ARGUMENT,
  not_found: status.NOT_FOUND,
  conflict: status.ABORTED,
  already_exists: status.ALREADY_EXISTS,
  precondition: status.FAILED_PRECONDITION,
  denied: status.PERMISSION_DENIED,
  unauthenticated: status.UNAUTHENTICATED,
  unimplemented: status.UNIMPLEMENTED,
  exhausted: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
};

/** What gRPC sends of an error that the chain let through: a refusal, or that there was one. */
export const toGrpcError = (error: unknown): Partial<ServiceError> =>
  error instanceof Refusal
    ? toServiceError(error)
    : { code: status.INTERNAL, details: new InternalError().details };

/** The gRPC error of a refusal: status, and in the trailer a `google.rpc.Status` with the stable code and the wrong fields. */
function toServiceError(refusal: Refusal): Partial<ServiceError> {
  const code = statusOf[refusal.kind];
  const details = [
    {
      typeUrl: typeUrl('ErrorInfo'),
      value: Buffer.from(
        ErrorInfo.encode({ reason: refusal.code, domain: errorDomain, metadata: refusal.params }).finish(),
      ),
    },
  ];
  if (refusal.fields.length > 0) {
    const fieldViolations = refusal.fields.map(({ field, rule, description }) => ({
      field,
      description,
      reason: rule,
    }));
    details.push({
      typeUrl: typeUrl('BadRequest'),
      value: Buffer.from(BadRequest.encode({ fieldViolations }).finish()),
    });
  }
  const metadata = new Metadata();
  metadata.set(detailsKey, Buffer.from(Status.encode({ code, message: refusal.message, details }).finish()));
  return { code, details: refusal.message, metadata };
}

/** The refusal that another service sent; anything else that gRPC reports becomes `unavailable`, or is handed back as it is. */
export function fromServiceError(error: unknown): unknown {
  if (!isServiceError(error)) return error;
  const kind = (Object.keys(statusOf) as RefusalKind[]).find((name) => statusOf[name] === error.code);
  const bytes = error.metadata?.get(detailsKey)[0];
  if (bytes instanceof Buffer && kind !== undefined) {
    const parsed = Status.decode(bytes);
    const info = parsed.details.find((detail) => detail.typeUrl === typeUrl('ErrorInfo'));
    const bad = parsed.details.find((detail) => detail.typeUrl === typeUrl('BadRequest'));
    const { reason = '', metadata = {} } = info ? ErrorInfo.decode(info.value) : {};
    const fields = bad ? BadRequest.decode(bad.value).fieldViolations : [];
    return new Refusal(kind, reason, parsed.message, {
      // A service of another release may name a rule that is not known here: it is passed on.
      fields: fields.map(({ field, description, reason }) => ({
        field,
        rule: reason as FieldRule,
        description,
      })),
      params: metadata,
      cause: error,
    });
  }
  if (
    error.code === status.UNAVAILABLE ||
    error.code === status.DEADLINE_EXCEEDED ||
    error.code === status.CANCELLED
  )
    return new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'the service did not answer in time', {
      cause: error,
    });
  return error;
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && typeof (error as Partial<ServiceError>).code === 'number';
}
