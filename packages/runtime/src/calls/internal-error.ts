import { status } from '@grpc/grpc-js';

/** An error whose cause the caller is not told. It looks the same from this process and from another. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
  readonly code = status.INTERNAL;
  readonly details = 'internal error';

  constructor() {
    super('internal error');
  }
}
