import { type CallOptions, Client, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { Outgoing, Transport } from '../calls/transport.ts';
import { clientCredentials, type Endpoint } from './endpoint.ts';
import { fromServiceError } from './errors.ts';

const channelOptions = {
  'grpc.keepalive_time_ms': 60_000,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
};

/** gRPC to one endpoint; the connection is made at the first call and made again when it breaks. */
export function createGrpcTransport(endpoint: Endpoint): Transport {
  const client = new Client(endpoint.address, clientCredentials(endpoint), channelOptions);
  return {
    isLocal: false,
    unary: (path, request, outgoing) =>
      new Promise((resolve, reject) => {
        const call = client.makeUnaryRequest(
          path,
          same,
          same,
          request,
          metadataOf(outgoing),
          optionsOf(outgoing),
          (error: ServiceError | null, response?: Buffer) =>
            error ? reject(fromServiceError(error)) : resolve(response ?? Buffer.alloc(0)),
        );
        onAbort(outgoing.signal, () => call.cancel());
      }),
    async *readStream(path, request, outgoing) {
      const stream = client.makeServerStreamRequest(
        path,
        same,
        same,
        request,
        metadataOf(outgoing),
        optionsOf(outgoing),
      );
      const cancel = (): void => stream.cancel();
      onAbort(outgoing.signal, cancel);
      try {
        for await (const response of stream) yield response as Buffer;
      } catch (error) {
        throw fromServiceError(error);
      } finally {
        outgoing.signal?.removeEventListener('abort', cancel);
        stream.cancel();
      }
    },
    openDuplex(path, outgoing) {
      const stream = client.makeBidiStreamRequest(
        path,
        same,
        same,
        metadataOf(outgoing),
        optionsOf(outgoing),
      );
      onAbort(outgoing.signal, () => stream.cancel());
      // The reading side reports the error; without a listener here a failed write would end the process.
      stream.on('error', () => undefined);
      return {
        write: (request) => void stream.write(request),
        end: () => stream.end(),
        async *[Symbol.asyncIterator]() {
          try {
            for await (const response of stream) yield response as Buffer;
          } catch (error) {
            throw fromServiceError(error);
          } finally {
            stream.cancel();
          }
        },
      };
    },
    close: () => client.close(),
  };
}

const same = (bytes: Buffer): Buffer => bytes;

function metadataOf({ authorization, traceparent }: Outgoing): Metadata {
  const metadata = new Metadata();
  if (authorization !== undefined) metadata.set('authorization', authorization);
  if (traceparent !== undefined) metadata.set('traceparent', traceparent);
  return metadata;
}

const optionsOf = ({ timeoutMs }: Outgoing): CallOptions =>
  timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };

/** Also when it is aborted already: that may have happened while the call was made ready, and no event comes a second time. */
function onAbort(signal: AbortSignal | undefined, cancel: () => void): void {
  if (signal?.aborted) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
}
