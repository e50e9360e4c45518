import { Refusal } from '@lienthong/domain';
import type { Interceptor } from '../call.ts';
import { mapMessages } from '../map-messages.ts';
import type { MethodDefinition } from '../methods.ts';

/** The message that the bytes are. @throws Refusal `MALFORMED_MESSAGE`, in a stream when that message is read. */
export const decode: Interceptor = (next) => (call) => {
  const { body } = call.incoming;
  const { definition } = call.method;
  const request = Buffer.isBuffer(body)
    ? parse(definition, body)
    : mapMessages(body, (bytes) => parse(definition, bytes));
  return next({ ...call, request });
};

function parse(method: MethodDefinition, bytes: Buffer): unknown {
  try {
    return method.requestDeserialize(bytes);
  } catch (cause) {
    throw new Refusal('invalid', 'MALFORMED_MESSAGE', 'the message is not valid protobuf of this method', {
      cause,
    });
  }
}
