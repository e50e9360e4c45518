import {
  type CallOptions,
  Client,
  type ClientDuplexStream,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { SpanKind } from '@opentelemetry/api';
import type { CallingService } from '../identity/principal.ts';
import type { ServiceIdentity } from '../identity/service-token.ts';
import { currentTraceparent, inSpan } from '../telemetry/spans.ts';
import { clientCredentials, type Endpoint } from './endpoint.ts';
import { fromServiceError } from './errors.ts';
import type { MethodDefinition, Methods, RequestOf, ResponseOf } from './methods.ts';

export interface CallSettings {
  /** Milliseconds; unary calls have 5,000 by default, streams none. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** The person for whom the service calls. */
  onBehalfOf?: CallingService['onBehalfOf'];
  /** A ready `authorization` value, in place of the service's own. */
  authorization?: string;
}

/** A stream in both directions: what is read, and a way to write. */
export interface Duplex<Request, Response> extends AsyncIterable<Response> {
  write(request: Request): void;
  end(): void;
}

export type Caller<M extends MethodDefinition> = M extends { requestStream: true }
  ? (settings?: CallSettings) => Promise<Duplex<RequestOf<M>, ResponseOf<M>>>
  : M extends { responseStream: true }
    ? (request: RequestOf<M>, settings?: CallSettings) => AsyncIterable<ResponseOf<M>>
    : (request: RequestOf<M>, settings?: CallSettings) => Promise<ResponseOf<M>>;

/** A service of this site as async functions. */
export type ServiceClient<D extends Methods> = { [Name in keyof D]: Caller<D[Name]> } & { close(): void };

const channelOptions = {
  'grpc.keepalive_time_ms': 60_000,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
};
const defaultTimeoutMs = 5_000;

const open = (endpoint: Endpoint): Client =>
  new Client(endpoint.address, clientCredentials(endpoint), channelOptions);

/**
 * Calls a service. Every unary call has a deadline (one without can hang for ever); a refusal of the other side arrives as the
 * same `Refusal`.
 */
export function createServiceClient<D extends Methods>(
  definition: D,
  endpoint: Endpoint,
  identity?: ServiceIdentity,
): ServiceClient<D> {
  const client = open(endpoint);
  const callers: Record<string, unknown> = { close: () => client.close() };
  for (const [name, method] of Object.entries(definition)) {
    callers[name] = method.requestStream
      ? (settings: CallSettings = {}) => openDuplex(client, method, identity, settings)
      : method.responseStream
        ? (request: unknown, settings: CallSettings = {}) =>
            readStream(client, method, request, identity, settings)
        : (request: unknown, settings: CallSettings = {}) =>
            callUnary(client, method, request, identity, settings);
  }
  return callers as ServiceClient<D>;
}

/** A unary call by its path with bytes on both sides: what passes a message on without knowing it. */
export type RawCaller = (path: string, request: Buffer, settings?: CallSettings) => Promise<Buffer>;

export function createRawCaller(
  endpoint: Endpoint,
  identity?: ServiceIdentity,
): RawCaller & { close(): void } {
  const client = open(endpoint);
  const call: RawCaller = (path, request, settings = {}) =>
    callUnary(client, rawMethod(path), request, identity, settings) as Promise<Buffer>;
  return Object.assign(call, { close: () => client.close() });
}

/** A server stream by its path with bytes on both sides. */
export function createRawStreamer(
  endpoint: Endpoint,
): ((path: string, request: Buffer, settings?: CallSettings) => AsyncIterable<Buffer>) & { close(): void } {
  const client = open(endpoint);
  const stream = (path: string, request: Buffer, settings: CallSettings = {}): AsyncIterable<Buffer> =>
    readStream(client, rawMethod(path), request, undefined, settings) as AsyncIterable<Buffer>;
  return Object.assign(stream, { close: () => client.close() });
}

function rawMethod(path: string): MethodDefinition {
  const same = (bytes: Buffer): Buffer => bytes;
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

async function metadataOf(identity: ServiceIdentity | undefined, settings: CallSettings): Promise<Metadata> {
  const metadata = new Metadata();
  const authorization =
    settings.authorization ?? (identity && `Bearer ${await identity.token(settings.onBehalfOf)}`);
  if (authorization !== undefined) metadata.set('authorization', authorization);
  const traceparent = currentTraceparent();
  if (traceparent !== undefined) metadata.set('traceparent', traceparent);
  return metadata;
}

function optionsOf(timeoutMs: number | undefined): CallOptions {
  return timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
}

/** Also when it is aborted already: that may have happened while the call was made ready, and no event comes a second time. */
function onAbort(signal: AbortSignal | undefined, cancel: () => void): void {
  if (signal?.aborted) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
}

async function callUnary(
  client: Client,
  method: MethodDefinition,
  request: unknown,
  identity: ServiceIdentity | undefined,
  settings: CallSettings,
): Promise<unknown> {
  return inSpan(method.path.slice(1), { kind: SpanKind.CLIENT }, async () => {
    const metadata = await metadataOf(identity, settings);
    return new Promise((resolve, reject) => {
      const call = client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        metadata,
        optionsOf(settings.timeoutMs ?? defaultTimeoutMs),
        (error: ServiceError | null, response?: unknown) =>
          error ? reject(fromServiceError(error)) : resolve(response),
      );
      onAbort(settings.signal, () => call.cancel());
    });
  });
}

async function* readStream(
  client: Client,
  method: MethodDefinition,
  request: unknown,
  identity: ServiceIdentity | undefined,
  settings: CallSettings,
): AsyncIterable<unknown> {
  const stream = client.makeServerStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    request,
    await metadataOf(identity, settings),
    optionsOf(settings.timeoutMs),
  );
  const cancel = (): void => stream.cancel();
  onAbort(settings.signal, cancel);
  try {
    for await (const response of stream) yield response;
  } catch (error) {
    throw fromServiceError(error);
  } finally {
    settings.signal?.removeEventListener('abort', cancel);
    stream.cancel();
  }
}

async function openDuplex(
  client: Client,
  method: MethodDefinition,
  identity: ServiceIdentity | undefined,
  settings: CallSettings,
): Promise<Duplex<unknown, unknown>> {
  const stream: ClientDuplexStream<unknown, unknown> = client.makeBidiStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    await metadataOf(identity, settings),
    optionsOf(settings.timeoutMs),
  );
  onAbort(settings.signal, () => stream.cancel());
  // The reading side reports the error; without a listener here a failed write would end the process.
  stream.on('error', () => undefined);
  return {
    write: (request) => void stream.write(request),
    end: () => stream.end(),
    async *[Symbol.asyncIterator]() {
      try {
        for await (const response of stream) yield response;
      } catch (error) {
        throw fromServiceError(error);
      } finally {
        stream.cancel();
      }
    },
  };
}
