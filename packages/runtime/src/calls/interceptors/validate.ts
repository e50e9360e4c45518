import { checkFields } from '@lienthong/domain';
import type { Interceptor } from '../call.ts';
import { mapMessages } from '../map-messages.ts';
import { isStream } from '../when-over.ts';

/**
 * Whether the request keeps the rules that its contract writes down (`buf.validate`), each message of a stream when it is read. A method
 * without any pays nothing.
 *
 * @throws Refusal `INVALID_FIELD` for the first field that breaks one.
 */
export const validate: Interceptor = (next) => (call) => {
  const { request } = call;
  const { rules } = call.method;
  if (!rules) return next(call);
  const checked = (message: unknown): unknown => {
    checkFields(rules, message);
    return message;
  };
  if (isStream(request)) return next({ ...call, request: mapMessages(request, checked) });
  checked(request);
  return next(call);
};
