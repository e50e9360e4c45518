import type { EventEmitter } from 'node:events';
import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { methodsOf } from '@lienthong/contracts/descriptors';
import { HealthImplementation } from 'grpc-health-check';
import { createOver, type Handlers, type IncomingCall, type Jurisdiction, type Over } from '../calls/call.ts';
import { createCalls } from '../calls/calls.ts';
import { createLocalTransport } from '../calls/local-transport.ts';
import type { MethodDefinition, Methods } from '../calls/methods.ts';
import type { Transport } from '../calls/transport.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import type { AuthorisationTable } from '../identity/authorise.ts';
import type { Logger } from '../logger.ts';
import type { ServiceName } from '../site-config.ts';
import { createDoor, type DoorLimits, doorLimits } from './door.ts';
import type { Endpoint } from './endpoint.ts';
import { toGrpcError } from './errors.ts';
import { guard } from './guard.ts';

export interface GrpcServer {
  /** Until the services of a context are mounted, their methods answer that they are starting: nobody takes them for unknown. */
  announce(context: ServiceName): void;
  /** Adds a service: every method with its handler and its rule. */
  mount<D extends Methods>(
    definition: D,
    handlers: Handlers<D>,
    table: AuthorisationTable<D>,
    jurisdiction: Jurisdiction,
  ): void;
  /** The way from this process to its own services, open as long as the server listens. */
  readonly local: Transport;
  /** What `grpc.health.v1.Health` answers for a service name; the empty name is the process. */
  setServing(service: string, serving: boolean): void;
  listen(endpoint: Endpoint): Promise<void>;
  /** Takes no new calls, waits for those in flight up to the grace time, then ends them. */
  stop(graceMs?: number): Promise<void>;
}

const maxStreamBacklog = 64;

/** What one connection may do. The gateway carries all of its people's calls over one. */
const connectionOptions = {
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.http2.min_time_between_pings_ms': 10_000,
  'grpc.max_concurrent_streams': 1_000,
  'grpc.max_connection_idle_ms': 15 * 60_000,
  // A stream that lasts is not cut: only new calls go to a new connection.
  'grpc.max_connection_age_ms': 4 * 60 * 60_000,
};

export function createGrpcServer(
  authenticate: Authenticator,
  logger: Logger,
  limits: DoorLimits = doorLimits,
): GrpcServer {
  const server = new Server({
    ...connectionOptions,
    interceptors: [guard(authenticate, (peer) => door.know(peer))],
  });
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const door = createDoor((socket) => injector.injectConnection(socket), limits);
  const health = new HealthImplementation({ '': 'NOT_SERVING' });
  health.addToServer(server);
  const calls = createCalls(authenticate, logger);
  const local = createLocalTransport(calls);

  /** Only carries calls: what is done with them stands in the chain. */
  function serve(
    path: string,
    { requestStream, responseStream }: Pick<MethodDefinition, 'requestStream' | 'responseStream'>,
  ) {
    const answer = (incoming: IncomingCall): Promise<unknown> => calls.answer(path, incoming);
    if (requestStream)
      return ((call) => stream(call, incomingOf(call, call), answer)) as handleBidiStreamingCall<
        Buffer,
        unknown
      >;
    if (responseStream)
      return ((call) => stream(call, incomingOf(call, call.request), answer)) as handleServerStreamingCall<
        Buffer,
        unknown
      >;
    return ((call, callback) => {
      answer(incomingOf(call, call.request)).then(
        (response) => callback(null, response),
        (error: unknown) => callback(toGrpcError(error)),
      );
    }) as handleUnaryCall<Buffer, unknown>;
  }

  const announced = new Set<string>();
  const bytes = (value: Buffer): Buffer => value;

  return {
    local,
    announce(context) {
      const raw: Record<string, MethodDefinition> = {};
      const implementation: UntypedServiceImplementation = {};
      for (const method of methodsOf(context)) {
        const { path } = method;
        calls.announce(path);
        announced.add(path);
        raw[path] = {
          ...method,
          requestSerialize: bytes,
          requestDeserialize: bytes,
          // Whoever mounts the method says how its answers are written.
          responseSerialize: (response) => calls.find(path)?.responseSerialize(response) ?? Buffer.alloc(0),
          responseDeserialize: bytes,
        };
        implementation[path] = serve(path, method);
      }
      if (Object.keys(raw).length > 0) server.addService(raw as unknown as ServiceDefinition, implementation);
    },
    mount(definition, handlers, table, jurisdiction) {
      calls.mount(definition, handlers, table, jurisdiction);
      const implementation: UntypedServiceImplementation = {};
      const raw: Record<string, MethodDefinition> = {};
      for (const [name, method] of Object.entries(definition)) {
        if (announced.has(method.path)) continue;
        raw[name] = { ...method, requestDeserialize: (bytes: Buffer) => bytes };
        implementation[name] = serve(method.path, method);
      }
      if (Object.keys(raw).length > 0) server.addService(raw as unknown as ServiceDefinition, implementation);
    },
    setServing: (service, serving) => health.setStatus(service, serving ? 'SERVING' : 'NOT_SERVING'),
    async listen(endpoint) {
      await door.listen(endpoint);
      local.open();
    },
    async stop(graceMs = 5_000) {
      door.close();
      const remote = new Promise<void>((resolve) => {
        const force = setTimeout(() => server.forceShutdown(), graceMs);
        server.tryShutdown(() => {
          clearTimeout(force);
          resolve();
        });
      });
      await Promise.all([remote, local.stop(graceMs)]);
    },
  };
}

type StreamingCall = ServerWritableStream<Buffer, unknown> | ServerDuplexStream<Buffer, unknown>;

function incomingOf(
  call: ServerUnaryCall<Buffer, unknown> | StreamingCall,
  body: IncomingCall['body'],
): IncomingCall {
  const text = (key: string): string | undefined => {
    const [value] = call.metadata.get(key);
    return typeof value === 'string' ? value : undefined;
  };
  return {
    authorization: text('authorization'),
    traceparent: text('traceparent'),
    body,
    over: overOf(call),
  };
}

/** A call is over when its caller has cancelled it. */
function overOf(call: ServerUnaryCall<Buffer, unknown> | StreamingCall): Over {
  const over = createOver(() => {
    (call as EventEmitter).on('cancelled', () => over.end());
    if (call.cancelled) over.end();
  });
  return over;
}

function stream(
  call: StreamingCall,
  incoming: IncomingCall,
  answer: (incoming: IncomingCall) => Promise<unknown>,
): void {
  answer(incoming)
    .then((responses) => writeAll(call, responses as AsyncIterable<unknown>, incoming.over))
    .then(
      () => call.end(),
      // Not `destroy`: a destroyed stream never sends its status, and the caller waits for ever.
      (error: unknown) => void call.emit('error', toGrpcError(error)),
    );
}

/** Writes a stream with back-pressure: ignoring `write()`'s answer would queue everything in memory. */
async function writeAll(call: StreamingCall, responses: AsyncIterable<unknown>, over: Over): Promise<void> {
  for await (const response of responses) {
    if (call.write(response) || call.writableLength <= maxStreamBacklog) continue;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        call.off('drain', go);
        call.off('close', go);
        over.signal.removeEventListener('abort', go);
        resolve();
      };
      call.on('drain', go).on('close', go);
      over.signal.addEventListener('abort', go);
    });
  }
}
