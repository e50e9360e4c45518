import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { audiencesOf } from '@lienthong/contracts/descriptors';
import { type Hierarchy, type LocalDay, Refusal } from '@lienthong/domain';
import { HealthImplementation } from 'grpc-health-check';
import { context, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import type { Authenticator, Caller } from '../identity/authenticator.ts';
import { type AuthorisationTable, authorise, type Rule } from '../identity/authorise.ts';
import type { Principal } from '../identity/principal.ts';
import { boundStream } from '../identity/stream-bounds.ts';
import type { Logger } from '../logger.ts';
import { histogram } from '../telemetry/instruments.ts';
import { contextOf, inSpan } from '../telemetry/spans.ts';
import { type Endpoint, serverCredentials } from './endpoint.ts';
import { toServiceError } from './errors.ts';
import type { MethodDefinition, Methods, RequestOf, ResponseOf } from './methods.ts';

/** What a handler knows of its call besides the request. */
export interface CallContext {
  principal: Principal;
  /** Aborted when the caller went away, its deadline passed, or it may not have the stream any longer. */
  signal: AbortSignal;
}

/** The handler of a method: a promise, or an async iterable where it streams. */
export type Handler<M extends MethodDefinition> = M extends { requestStream: true }
  ? (requests: AsyncIterable<RequestOf<M>>, call: CallContext) => AsyncIterable<ResponseOf<M>>
  : M extends { responseStream: true }
    ? (request: RequestOf<M>, call: CallContext) => AsyncIterable<ResponseOf<M>>
    : (request: RequestOf<M>, call: CallContext) => Promise<ResponseOf<M>>;

export type Handlers<D extends Methods> = { [Name in keyof D]: Handler<D[Name]> };

/** What the server asks about today's hierarchy to authorise a call. */
export interface Jurisdiction {
  hierarchy(): Hierarchy;
  today(): LocalDay;
}

export interface GrpcServer {
  /** Adds a service: every method with its handler and its rule. */
  mount<D extends Methods>(
    definition: D,
    handlers: Handlers<D>,
    table: AuthorisationTable<D>,
    jurisdiction: Jurisdiction,
  ): void;
  /** What `grpc.health.v1.Health` answers for a service name; the empty name is the process. */
  setServing(service: string, serving: boolean): void;
  listen(endpoint: Endpoint): Promise<void>;
  /** Takes no new calls, waits for those in flight up to the grace time, then ends them. */
  stop(graceMs?: number): Promise<void>;
}

const callDuration = histogram('lienthong.grpc.server.duration', { unit: 'ms' });
const maxStreamBacklog = 64;

export function createGrpcServer(authenticate: Authenticator, logger: Logger): GrpcServer {
  const server = new Server({
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.http2.min_time_between_pings_ms': 10_000,
  });

  const health = new HealthImplementation({ '': 'NOT_SERVING' });
  health.addToServer(server);

  /** Who calls, and whether that may be: an unmarked method does not exist for anybody but services. */
  async function admit(path: string, authorization: unknown): Promise<Caller> {
    const caller = await authenticate(typeof authorization === 'string' ? authorization : undefined);
    const { principal } = caller;
    const audience = principal.kind === 'system' ? 'integrator' : 'browser';
    if (principal.kind !== 'service' && !audiencesOf(path).includes(audience))
      throw new Refusal('unimplemented', 'METHOD_UNKNOWN', 'no such method');
    return caller;
  }

  /** Around every call: its duration, and errors as gRPC knows them. */
  async function mapped(method: MethodDefinition, work: () => Promise<void>): Promise<void> {
    const started = performance.now();
    let outcome = 'ok';
    try {
      await work();
    } catch (error) {
      outcome = error instanceof Refusal ? error.kind : 'error';
      if (error instanceof Refusal) throw toServiceError(error);
      logger.error({ err: error, method: method.path }, 'a call failed');
      throw { code: status.INTERNAL, details: 'internal error' };
    } finally {
      callDuration.record(performance.now() - started, { method: method.path, outcome });
    }
  }

  /** Admission and what follows from it, in the span of the call. */
  function admitted<T>(
    method: MethodDefinition,
    call: { metadata: { get(key: string): unknown[] } },
    work: (caller: Caller) => T | Promise<T>,
  ): Promise<T> {
    const parent = contextOf(call.metadata.get('traceparent')[0] as string | undefined);
    return inSpan(method.path.slice(1), { kind: SpanKind.SERVER, parent }, async () =>
      work(await admit(method.path, call.metadata.get('authorization')[0])),
    );
  }

  /** A stream may last for days: its span ends when it has been opened, and what it carries brings its own trace. */
  function streamed(
    method: MethodDefinition,
    call: StreamingCall,
    accept: (principal: Principal) => {
      check: () => void;
      open: (signal: AbortSignal) => AsyncIterable<unknown>;
    },
  ): void {
    mapped(method, async () => {
      const { bounds, responses } = await admitted(method, call, (caller) => {
        const { check, open } = accept(caller.principal);
        check();
        const bounds = boundStream(caller, check);
        call.on('cancelled', () => bounds.release());
        if (call.cancelled) bounds.release();
        return { bounds, responses: open(bounds.signal) };
      });
      try {
        // A handler that does not notice its signal is left behind: it gets no further than its next response.
        await context.with(ROOT_CONTEXT, () =>
          Promise.race([writeAll(call, responses, bounds.signal), aborted(bounds.signal)]),
        );
      } finally {
        bounds.release();
      }
      if (bounds.refusal() !== undefined) throw bounds.refusal();
    }).then(
      () => call.end(),
      // Not `destroy`: a destroyed stream never sends its status, and the caller waits for ever.
      (error: Error) => void call.emit('error', error),
    );
  }

  function decode<M extends MethodDefinition>(method: M, bytes: Buffer): RequestOf<M> {
    try {
      return method.requestDeserialize(bytes) as RequestOf<M>;
    } catch (cause) {
      throw new Refusal('invalid', 'MALFORMED_MESSAGE', 'the message is not valid protobuf of this method', {
        cause,
      });
    }
  }

  return {
    mount(definition, handlers, table, jurisdiction) {
      const check = (name: string, principal: Principal, request: unknown): void =>
        authorise(
          (table as Record<string, Rule<unknown>>)[name] ?? {},
          principal,
          request,
          jurisdiction.hierarchy(),
          jurisdiction.today(),
        );
      const implementation: UntypedServiceImplementation = {};
      const raw: Record<string, MethodDefinition> = {};
      for (const [name, method] of Object.entries(definition)) {
        raw[name] = { ...method, requestDeserialize: (bytes: Buffer) => bytes };
        // The three shapes differ only in what a call is; the definition says which one it is.
        const handler = handlers[name] as unknown as (request: unknown, call: CallContext) => never;
        if (method.requestStream) {
          implementation[name] = ((call) =>
            streamed(method, call, (principal) => {
              const requests = (async function* () {
                for await (const bytes of call) yield decode(method, bytes as Buffer);
              })();
              return {
                check: () => check(name, principal, undefined),
                open: (signal) => handler(requests, { principal, signal }),
              };
            })) as handleBidiStreamingCall<Buffer, unknown>;
        } else if (method.responseStream) {
          implementation[name] = ((call) =>
            streamed(method, call, (principal) => {
              const request = decode(method, call.request);
              return {
                check: () => check(name, principal, request),
                open: (signal) => handler(request, { principal, signal }),
              };
            })) as handleServerStreamingCall<Buffer, unknown>;
        } else {
          implementation[name] = ((call: ServerUnaryCall<Buffer, unknown>, callback) => {
            let response: unknown;
            mapped(method, () =>
              admitted(method, call, async ({ principal }) => {
                const request = decode(method, call.request);
                check(name, principal, request);
                response = await (handler(request, {
                  principal,
                  // Made when it is asked for: hardly any handler looks at it, and each is an error with its stack.
                  get signal() {
                    return signalOf(call);
                  },
                }) as Promise<unknown>);
              }),
            ).then(
              () => callback(null, response),
              (error: Error) => callback(error),
            );
          }) as handleUnaryCall<Buffer, unknown>;
        }
      }
      server.addService(raw as unknown as ServiceDefinition, implementation);
    },
    setServing: (service, serving) => health.setStatus(service, serving ? 'SERVING' : 'NOT_SERVING'),
    listen: (endpoint) =>
      new Promise((resolve, reject) => {
        server.bindAsync(endpoint.address, serverCredentials(endpoint), (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    stop: (graceMs = 5_000) =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.forceShutdown(), graceMs);
        server.tryShutdown(() => {
          clearTimeout(force);
          resolve();
        });
      }),
  };
}

function signalOf(call: ServerUnaryCall<Buffer, unknown>): AbortSignal {
  const controller = new AbortController();
  call.on('cancelled', () => controller.abort());
  if (call.cancelled) controller.abort();
  return controller.signal;
}

type StreamingCall = ServerWritableStream<Buffer, unknown> | ServerDuplexStream<Buffer, unknown>;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Writes a stream with back-pressure, until the signal: ignoring `write()`'s answer would queue everything in memory. */
async function writeAll(
  call: StreamingCall,
  responses: AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> {
  for await (const response of responses) {
    if (signal.aborted) return;
    if (!call.write(response) && call.writableLength > maxStreamBacklog) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          call.off('drain', go);
          call.off('close', go);
          signal.removeEventListener('abort', go);
          resolve();
        };
        call.on('drain', go).on('close', go);
        signal.addEventListener('abort', go);
      });
    }
  }
}
