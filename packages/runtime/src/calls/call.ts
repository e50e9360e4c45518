import type { Hierarchy, LocalDay, MessageRules } from '@lienthong/domain';
import type { Caller } from '../identity/authenticator.ts';
import type { Rule } from '../identity/authorise.ts';
import type { Principal } from '../identity/principal.ts';
import type { MethodDefinition, Methods, RequestOf, ResponseOf } from './methods.ts';

/** What a handler knows of its call besides the request. */
export interface CallContext {
  principal: Principal;
  /** Full name of the method, `/lienthong.onestop.v1.OneStopService/FinishDossier`. */
  method: string;
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

/** What is asked about today's hierarchy to authorise a call. */
export interface Jurisdiction {
  hierarchy(): Hierarchy;
  today(): LocalDay;
}

/** A method with what answers it and who may call it. */
export interface MountedMethod {
  readonly definition: MethodDefinition;
  readonly handler: (request: unknown, context: CallContext) => unknown;
  readonly rule: Rule<unknown>;
  /** What the contract asks of the request's fields; undefined: nothing. */
  readonly rules: MessageRules | undefined;
  readonly jurisdiction: Jurisdiction;
}

/** A call as it arrives, from another process or from this one. */
export interface IncomingCall {
  readonly authorization: string | undefined;
  /** W3C `traceparent` of the caller's span; undefined also where the span is active here. */
  readonly traceparent: string | undefined;
  /** The encoded request, or the encoded requests of a stream. */
  readonly body: Buffer | AsyncIterable<Buffer>;
  /** When it is over before its answer is: its caller is gone, or may not have it any longer. */
  readonly over: Over;
}

/** Made when it is asked for: hardly any handler looks at a signal, and each is an object with listeners. */
export interface Over {
  readonly signal: AbortSignal;
  end(): void;
}

/** A call on its way to its handler; each interceptor adds what it found. */
export interface Call {
  readonly method: MountedMethod;
  readonly incoming: IncomingCall;
  /** Who calls, from `authenticate` on. */
  readonly caller?: Caller;
  /** The message, or the messages of a stream, from `decode` on. */
  readonly request?: unknown;
}

/** Answers a call: with the message, or with an async iterable of messages where the method streams. */
export type Next = (call: Call) => Promise<unknown>;

/** One concern of every call. What stands before its `next` runs on the way in, in the order of the chain. */
export type Interceptor = (next: Next) => Next;

/** @param asked called when the signal is asked for first: until then nobody needs to watch the caller. */
export function createOver(asked?: () => void): Over {
  let controller: AbortController | undefined;
  let isOver = false;
  return {
    get signal() {
      if (!controller) {
        controller = new AbortController();
        if (isOver) controller.abort();
        asked?.();
      }
      return controller.signal;
    },
    end() {
      isOver = true;
      controller?.abort();
    },
  };
}
