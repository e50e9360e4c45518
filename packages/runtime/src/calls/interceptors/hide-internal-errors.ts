import { Refusal } from '@lienthong/domain';
import type { Logger } from '../../logger.ts';
import type { Interceptor } from '../call.ts';
import { InternalError } from '../internal-error.ts';
import { whenOver } from '../when-over.ts';

/** A refusal is for the caller; any other error is for the log, and the caller learns only that there was one. */
export const hideInternalErrors =
  (logger: Logger): Interceptor =>
  (next) =>
  (call) =>
    whenOver(
      () => next(call),
      (error) => {
        if (error === undefined || error instanceof Refusal) return;
        logger.error({ err: error, method: call.method.definition.path }, 'a call failed');
        throw new InternalError();
      },
    );
