import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { Refusal } from '@lienthong/domain';
import { identify } from '../calls/interceptors/authenticate.ts';
import { recordCall } from '../calls/interceptors/measure.ts';
import { createQuota } from '../calls/quota.ts';
import { receiveLimitOf } from '../calls/receive-limit.ts';
import type { Authenticator, Caller } from '../identity/authenticator.ts';
import { toGrpcError } from './errors.ts';

/** A token has about 2 kB. */
const maxMetadataBytes = 8 * 1_024;
/** Calls of one person or system that are open at once, streams included. */
const callsPerSubject = 64;
/** Questions about health that are open at once on one connection: they need no token. */
const healthCallsPerConnection = 4;

const healthService = '/grpc.health.v1.Health/';

/**
 * Looks at a call before its message is read: who calls, how much they have open, how large the message may become. What is refused here
 * has cost nothing but its metadata.
 *
 * @param know told the connection on which somebody has shown who they are.
 */
export function guard(authenticator: Authenticator, know: (peer: string) => void): ServerInterceptor {
  const subjects = createQuota(callsPerSubject);
  const connections = createQuota(healthCallsPerConnection);

  async function admit(path: string, metadata: Metadata, peer: string): Promise<() => void> {
    if (bytesOf(metadata) > maxMetadataBytes)
      throw new Refusal('exhausted', 'METADATA_TOO_LARGE', `metadata may have ${maxMetadataBytes} bytes`);
    if (path.startsWith(healthService)) return connections.take(peer);
    const [authorization] = metadata.get('authorization');
    const caller = await identify(
      authenticator,
      path,
      typeof authorization === 'string' ? authorization : undefined,
    );
    know(peer);
    return subjects.take(subjectKeyOf(caller));
  }

  return ({ path }, call) => {
    const started = performance.now();
    let release: (() => void) | undefined;
    let isOver = false;
    limitMessage(call, receiveLimitOf(path));
    return new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata, pass) {
            admit(path, metadata, call.getPeer()).then(
              (admitted) => {
                if (isOver) return admitted();
                release = admitted;
                pass(metadata);
              },
              (error: unknown) => {
                recordCall(path, started, error);
                call.sendStatus({ code: 13, details: '', metadata: null, ...toGrpcError(error) });
              },
            );
          },
          // Comes at the end of each call, also of one that was answered.
          onCancel() {
            isOver = true;
            release?.();
          },
        });
      },
    });
  };
}

/** Services of the site are not counted: one of them carries the calls of many. */
const subjectKeyOf = ({ principal }: Caller): string | undefined =>
  principal.kind === 'service' ? undefined : principal.subject;

function bytesOf(metadata: Metadata): number {
  let bytes = 0;
  for (const [name, values] of Object.entries(metadata.toHttp2Headers()))
    for (const value of [values ?? ''].flat()) bytes += name.length + String(value).length;
  return bytes;
}

/** What grpc-js keeps of a call that reads: it knows one limit for all methods of a server, and asks nobody per method. */
interface ReadingCall {
  maxReceiveMessageSize?: number;
  decoder?: { maxReadMessageLength: number };
}

function limitMessage(call: object, bytes: number): void {
  const reading = call as ReadingCall;
  if (!reading.decoder) return;
  reading.maxReceiveMessageSize = bytes;
  reading.decoder.maxReadMessageLength = bytes;
}
