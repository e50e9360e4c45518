import { audiencesOf } from '@lienthong/contracts/descriptors';
import { Refusal } from '@lienthong/domain';
import type { Authenticator } from '../../identity/authenticator.ts';
import type { Interceptor } from '../call.ts';

/** Who calls. A method without the option `edge` does not exist for anybody but services. */
export const authenticate =
  (authenticator: Authenticator): Interceptor =>
  (next) =>
  async (call) => {
    const caller = await authenticator(call.incoming.authorization);
    const { kind } = caller.principal;
    const audience = kind === 'system' ? 'integrator' : 'browser';
    if (kind !== 'service' && !audiencesOf(call.method.definition.path).includes(audience))
      throw new Refusal('unimplemented', 'METHOD_UNKNOWN', 'no such method');
    return next({ ...call, caller });
  };
