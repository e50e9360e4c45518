import { Refusal } from '@lienthong/domain';
import { authorise as checkRule } from '../../identity/authorise.ts';
import { boundStream } from '../../identity/stream-bounds.ts';
import type { Interceptor } from '../call.ts';
import { isStream } from '../when-over.ts';

/**
 * Whether the caller may: by its service's authorisation table, at today's hierarchy. A stream is asked about again as long as it lasts.
 * A stream of requests concerns no unit before its first request.
 */
export const authorise: Interceptor = (next) => async (call) => {
  const { method, incoming, caller, request } = call;
  const { definition, rule, jurisdiction } = method;
  if (!caller) throw new Refusal('unauthenticated', 'TOKEN_MISSING', 'a bearer token is required');
  const check = (): void =>
    checkRule(
      rule,
      caller.principal,
      definition.requestStream ? undefined : request,
      jurisdiction.hierarchy(),
      jurisdiction.today(),
    );
  check();
  const answer = await next(call);
  return isStream(answer) ? boundStream(answer, { caller, check, over: incoming.over }) : answer;
};
