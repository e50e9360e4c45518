import { SpanKind } from '@opentelemetry/api';
import type { Endpoint } from '../grpc/endpoint.ts';
import { createGrpcTransport } from '../grpc/transport.ts';
import type { CallingService } from '../identity/principal.ts';
import type { ServiceIdentity } from '../identity/service-token.ts';
import { currentTraceparent, inSpan } from '../telemetry/spans.ts';
import type { MethodDefinition, Methods, RequestOf, ResponseOf } from './methods.ts';
import type { Outgoing, RawDuplex, Transport } from './transport.ts';

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

/** Where a service is: at an endpoint of its own, or where another way leads. */
export type Reach = Endpoint | Transport;

const defaultTimeoutMs = 5_000;

const transportOf = (reach: Reach): Transport => ('address' in reach ? createGrpcTransport(reach) : reach);

/**
 * Calls a service. Every unary call has a deadline (one without can hang for ever); a refusal of the other side arrives as the
 * same `Refusal`.
 */
export function createServiceClient<D extends Methods>(
  definition: D,
  reach: Reach,
  identity?: ServiceIdentity,
): ServiceClient<D> {
  const channel = createChannel(reach, identity);
  const callers: Record<string, unknown> = { close: () => channel.close() };
  for (const [name, method] of Object.entries(definition)) {
    const { path, requestSerialize, responseDeserialize } = method;
    callers[name] = method.requestStream
      ? async (settings?: CallSettings) => typed(method, await channel.openDuplex(path, settings))
      : method.responseStream
        ? async function* (request: unknown, settings?: CallSettings) {
            for await (const bytes of channel.readStream(path, requestSerialize(request), settings))
              yield responseDeserialize(bytes);
          }
        : async (request: unknown, settings?: CallSettings) =>
            responseDeserialize(await channel.callUnary(path, requestSerialize(request), settings));
  }
  return callers as ServiceClient<D>;
}

/** A unary call by its path with bytes on both sides: what passes a message on without knowing it. */
export type RawCaller = (path: string, request: Buffer, settings?: CallSettings) => Promise<Buffer>;

export function createRawCaller(reach: Reach, identity?: ServiceIdentity): RawCaller & { close(): void } {
  const channel = createChannel(reach, identity);
  const call: RawCaller = (path, request, settings) => channel.callUnary(path, request, settings);
  return Object.assign(call, { close: () => channel.close() });
}

/** A server stream by its path with bytes on both sides. */
export function createRawStreamer(
  reach: Reach,
): ((path: string, request: Buffer, settings?: CallSettings) => AsyncIterable<Buffer>) & { close(): void } {
  const channel = createChannel(reach, undefined);
  const stream = (path: string, request: Buffer, settings?: CallSettings): AsyncIterable<Buffer> =>
    channel.readStream(path, request, settings);
  return Object.assign(stream, { close: () => channel.close() });
}

/** What every client does around its transport: who calls, for how long, and the span of the call. */
function createChannel(reach: Reach, identity: ServiceIdentity | undefined) {
  const transport = transportOf(reach);

  async function outgoing(
    { authorization, onBehalfOf, timeoutMs, signal }: CallSettings,
    defaultMs?: number,
  ): Promise<Outgoing> {
    return {
      authorization: authorization ?? (identity && `Bearer ${await identity.token(onBehalfOf)}`),
      traceparent: transport.isLocal ? undefined : currentTraceparent(),
      timeoutMs: timeoutMs ?? defaultMs,
      signal,
    };
  }

  return {
    async callUnary(path: string, request: Buffer, settings: CallSettings = {}): Promise<Buffer> {
      const call = async (): Promise<Buffer> =>
        transport.unary(path, request, await outgoing(settings, defaultTimeoutMs));
      return transport.isLocal ? call() : inSpan(path.slice(1), { kind: SpanKind.CLIENT }, call);
    },
    async *readStream(path: string, request: Buffer, settings: CallSettings = {}): AsyncIterable<Buffer> {
      yield* transport.readStream(path, request, await outgoing(settings));
    },
    openDuplex: async (path: string, settings: CallSettings = {}): Promise<RawDuplex> =>
      transport.openDuplex(path, await outgoing(settings)),
    close: () => transport.close(),
  };
}

const typed = (
  { requestSerialize, responseDeserialize }: MethodDefinition,
  raw: RawDuplex,
): Duplex<unknown, unknown> => ({
  write: (request) => raw.write(requestSerialize(request)),
  end: () => raw.end(),
  async *[Symbol.asyncIterator]() {
    for await (const bytes of raw) yield responseDeserialize(bytes);
  },
});
