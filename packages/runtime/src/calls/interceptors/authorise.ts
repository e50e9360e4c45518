import { Refusal } from '@lienthong/domain';
import { authoriseMethod } from '../../identity/authorise.ts';
import type { Interceptor } from '../call.ts';

/** Whether the caller may use the method at all, by its service's authorisation table. */
export const authorise: Interceptor = (next) => (call) => {
  if (!call.caller) throw new Refusal('unauthenticated', 'TOKEN_MISSING', 'a bearer token is required');
  authoriseMethod(call.method.rule, call.caller.principal);
  return next(call);
};
