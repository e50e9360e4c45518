import { Refusal } from '@lienthong/domain';
import { authorise, authoriseUnit } from '../../identity/authorise.ts';
import { boundStream } from '../../identity/stream-bounds.ts';
import type { Interceptor } from '../call.ts';
import { isStream } from '../when-over.ts';

/**
 * Whether the unit that the request names lies in what the caller may act for, at today's hierarchy. A stream is asked about again, with its
 * caller's roles, as long as it lasts. A stream of requests concerns no unit before its first request.
 */
export const limitToSubtree: Interceptor = (next) => async (call) => {
  const { method, incoming, caller, request } = call;
  const { definition, rule, jurisdiction } = method;
  if (!caller) throw new Refusal('unauthenticated', 'TOKEN_MISSING', 'a bearer token is required');
  const named = definition.requestStream ? undefined : request;
  const askBy = (question: typeof authorise): void =>
    question(rule, caller.principal, named, jurisdiction.hierarchy(), jurisdiction.today());
  askBy(authoriseUnit);
  const answer = await next(call);
  if (!isStream(answer)) return answer;
  return boundStream(answer, { caller, check: () => askBy(authorise), over: incoming.over });
};
