import { type DescMessage, fromBinary, toJsonString } from '@bufbuild/protobuf';
import { contractRegistry } from '@lienthong/contracts/descriptors';
import { Refusal } from '@lienthong/domain';
import { edgeRefusal } from '../refuse.ts';
import { decodeJson } from './decode.ts';

/** How messages are written over HTTP. The services behind take and give protobuf. */
export interface Codec {
  /** @throws Refusal `MALFORMED_JSON`, `MALFORMED_MESSAGE`, `INVALID_FIELD`. */
  read(desc: DescMessage, body: Buffer): Buffer;
  write(desc: DescMessage, message: Buffer): Buffer;
}

export const jsonCodec: Codec = {
  // A message without a body has none of its fields set.
  read: (desc, body) => decodeJson(desc, body.length > 0 ? textOf(body) : '{}'),
  write: (desc, message) => Buffer.from(jsonOf(desc, message)),
};

export const protoCodec: Codec = {
  read(desc, body) {
    try {
      fromBinary(desc, body);
      return body;
    } catch (cause) {
      throw new Refusal('invalid', 'MALFORMED_MESSAGE', 'the body is not valid protobuf of this method', {
        cause,
      });
    }
  },
  write: (_desc, message) => message,
};

/** A message of a service as JSON, with all of its fields: who reads it needs no defaults. */
export function jsonOf(desc: DescMessage, message: Buffer): string {
  return toJsonString(desc, fromBinary(desc, message), {
    registry: contractRegistry(),
    alwaysEmitImplicit: true,
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

function textOf(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw edgeRefusal('MALFORMED_JSON', { message: 'the body is not UTF-8', cause });
  }
}
