import { PassThrough } from 'node:stream';
import { status } from '@grpc/grpc-js';
import { Refusal } from '@lienthong/domain';
import { createOver, type IncomingCall } from './call.ts';
import type { Calls } from './calls.ts';
import { receiveLimitOf } from './receive-limit.ts';
import type { Outgoing, Transport } from './transport.ts';
import { isStream } from './when-over.ts';

/** A timer for longer fires at once; no process runs for as long. */
const longestTimerMs = 2 ** 31 - 1;
/** As much as gRPC takes between processes: a message that is too large must not work in one process alone. */
const maximumBytes = 4 * 1_024 * 1_024;

export interface LocalTransport extends Transport {
  /** From now on calls are answered; before, as after `stop`, the service is not there. */
  open(): void;
  /** Takes no new calls, waits for those in flight up to the grace time, then ends them. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Calls to the services of this process: through the same chain and as the same bytes as over a socket, so that nothing works in one way
 * only. Neither side gets hold of the other's objects.
 */
export function createLocalTransport(calls: Calls): LocalTransport {
  const inFlight = new Set<() => void>();
  let isOpen = false;
  let allDone: (() => void) | undefined;

  function begin(path: string, body: IncomingCall['body'], outgoing: Outgoing): LocalCall {
    if (!isOpen) throw unavailable();
    const { authorization, traceparent, timeoutMs, signal } = outgoing;
    const over = createOver();
    let whyGivenUp: Refusal | undefined;
    let reject: (reason: Refusal) => void = () => undefined;
    const givenUp = new Promise<never>((_resolve, rejecting) => {
      reject = rejecting;
    });
    const end = (code: status): void => {
      whyGivenUp ??= unavailable(code);
      over.end();
      reject(whyGivenUp);
    };
    const giveUp = (): void => end(status.CANCELLED);
    const timer =
      timeoutMs === undefined || timeoutMs > longestTimerMs
        ? undefined
        : setTimeout(() => end(status.DEADLINE_EXCEEDED), timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) giveUp();
    inFlight.add(giveUp);
    const incoming: IncomingCall = { authorization, traceparent, body, over };
    return {
      answer: Promise.race([calls.answer(path, incoming), givenUp]),
      encode: (response) => encode(calls.find(path)?.responseSerialize(response)),
      whyGivenUp: () => whyGivenUp,
      done() {
        over.end();
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        inFlight.delete(giveUp);
        if (inFlight.size === 0) allDone?.();
      },
    };
  }

  async function* readAll(call: LocalCall): AsyncIterable<Buffer> {
    try {
      const answer = await call.answer;
      // It ends by itself when the call is over: `boundStream` waits for no handler.
      if (isStream(answer)) for await (const response of answer) yield call.encode(response);
      else yield call.encode(answer);
      const why = call.whyGivenUp();
      if (why) throw why;
    } finally {
      call.done();
    }
  }

  return {
    isLocal: true,
    async unary(path, request, outgoing) {
      const call = begin(path, encode(request, receiveLimitOf(path)), outgoing);
      try {
        return call.encode(await call.answer);
      } finally {
        call.done();
      }
    },
    async *readStream(path, request, outgoing) {
      yield* readAll(begin(path, encode(request, receiveLimitOf(path)), outgoing));
    },
    openDuplex(path, outgoing) {
      const requests = new PassThrough({ objectMode: true });
      // The reading side reports the error; without a listener here a failed write would end the process.
      requests.on('error', () => undefined);
      const call = begin(path, requests, outgoing);
      return {
        write: (request) => void requests.write(encode(request, receiveLimitOf(path))),
        end: () => void requests.end(),
        async *[Symbol.asyncIterator]() {
          try {
            yield* readAll(call);
          } finally {
            requests.destroy();
          }
        },
      };
    },
    close: () => undefined,
    open: () => {
      isOpen = true;
    },
    async stop(graceMs) {
      isOpen = false;
      if (inFlight.size === 0) return;
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => {
          for (const giveUp of inFlight) giveUp();
        }, graceMs);
        allDone = () => {
          clearTimeout(force);
          resolve();
        };
      });
    },
  };
}

interface LocalCall {
  answer: Promise<unknown>;
  encode(response: unknown): Buffer;
  /** Where its caller or its time ended it before its answer was whole. */
  whyGivenUp(): Refusal | undefined;
  done(): void;
}

/** As gRPC tells it: the status is the cause. */
const unavailable = (code = status.UNAVAILABLE): Refusal =>
  new Refusal('unavailable', 'SERVICE_UNAVAILABLE', 'the service did not answer in time', {
    cause: Object.assign(new Error(status[code]), { code }),
  });

function encode(message: Buffer | undefined, limit = maximumBytes): Buffer {
  if (message === undefined || message.length <= limit) return message ?? Buffer.alloc(0);
  throw Object.assign(new Error(`a message of ${message.length} bytes is larger than ${limit}`), {
    code: status.RESOURCE_EXHAUSTED,
  });
}
