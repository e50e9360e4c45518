import { audiencesOf } from '@lienthong/contracts/descriptors';
import { Refusal } from '@lienthong/domain';
import type { Authenticator, Caller } from '../../identity/authenticator.ts';
import type { Interceptor } from '../call.ts';

export const authenticate =
  (authenticator: Authenticator): Interceptor =>
  (next) =>
  async (call) => {
    const { path } = call.method.definition;
    return next({ ...call, caller: await identify(authenticator, path, call.incoming.authorization) });
  };

/**
 * Who calls a method. One without the option `edge` does not exist for anybody but services.
 *
 * @throws Refusal `TOKEN_MISSING`, `TOKEN_INVALID`, `METHOD_UNKNOWN`.
 */
export async function identify(
  authenticator: Authenticator,
  path: string,
  authorization: string | undefined,
): Promise<Caller> {
  const caller = await authenticator(authorization);
  const { kind } = caller.principal;
  const audience = kind === 'system' ? 'integrator' : 'browser';
  if (kind !== 'service' && !audiencesOf(path).includes(audience))
    throw new Refusal('unimplemented', 'METHOD_UNKNOWN', 'no such method');
  return caller;
}
