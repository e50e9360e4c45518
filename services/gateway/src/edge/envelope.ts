import { edgeRefusal } from '../refuse.ts';
import type { ConnectError } from './connect-error.ts';

/** What a stream of the Connect protocol is made of: a byte of flags, four of the length, the bytes. */
const headBytes = 5;
const compressed = 1;
const endOfStream = 2;

export function envelope(message: Uint8Array, flags = 0): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The last of a stream: why it ended, or that all of it came. */
export const endEnvelope = (error?: ConnectError): Buffer =>
  envelope(Buffer.from(JSON.stringify(error ? { error } : {})), endOfStream);

/** The one message that a body holds. @throws Refusal `BODY_BROKEN`. */
export function openEnvelope(body: Buffer): Buffer {
  const broken = (message: string) => edgeRefusal('BODY_BROKEN', { message });
  if (body.length < headBytes)
    throw broken('the body holds no message: a byte of flags, four of its length, then the message');
  if (body.readUInt8(0) & compressed) throw broken('the message is compressed: send it plain');
  if (body.readUInt8(0) !== 0) throw broken('the body begins with the end of a stream');
  if (body.length !== headBytes + body.readUInt32BE(1))
    throw broken('the body is not one message of the length that it names');
  return body.subarray(headBytes);
}
