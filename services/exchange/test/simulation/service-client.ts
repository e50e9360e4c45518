import type {
  ExchangeServiceService,
  WatchRecordsRequest,
  WatchRecordsResponse,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { ServiceClient } from '@lienthong/runtime';
import type { recordHandlers } from '../../src/grpc/record-handlers.ts';
import type { Life } from './service-process.ts';
import type { World } from './world.ts';

export type ExchangeClient = Pick<
  ServiceClient<typeof ExchangeServiceService>,
  'putRecords' | 'listHeld' | 'watchRecords' | 'reportProgress' | 'readRecord'
>;

/** What a call needs of the process that is called. */
export interface Callee {
  readonly life: Life;
  readonly handlers: ReturnType<typeof recordHandlers>;
  readonly isStarted: boolean;
}

class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** A caller that has died waits for ever; a callee that dies is an error. */
function between<T>(caller: Life, callee: Life, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      if (caller.alive) reject(new Unavailable('the connection is gone'));
    };
    if (!callee.alive) {
      // Nobody hears any more how it ends.
      work.catch(() => undefined);
      return fail();
    }
    callee.atEnd.add(fail);
    work.then(
      (value) => {
        callee.atEnd.delete(fail);
        if (caller.alive) resolve(value);
      },
      (error: unknown) => {
        callee.atEnd.delete(fail);
        if (caller.alive) reject(error as Error);
      },
    );
  });
}

/**
 * A service's calls of its site's exchange, straight to the handlers that gRPC would call. A call takes a little time each way, or none.
 *
 * @param exchange the process that runs at the moment, if any.
 */
export function createExchangeClient(options: {
  world: World;
  caller: Life;
  service: 'reporting' | 'directory' | 'operations';
  exchange: () => Callee | undefined;
  latencyMs: number;
}): ExchangeClient {
  const { world, caller, service, exchange, latencyMs } = options;

  const pause = (): Promise<void> | undefined =>
    latencyMs === 0
      ? undefined
      : new Promise((resolve) => {
          world.after(world.random.real() * latencyMs, resolve);
        });

  function connected(): Callee {
    const process = exchange();
    if (!process?.isStarted) throw new Unavailable('exchange is not there');
    return process;
  }

  const contextOf = (signal: AbortSignal) =>
    ({ principal: { kind: 'service', service, site: '' }, signal }) as never;
  const uncut = contextOf(new AbortController().signal);

  async function call<Q, R>(
    request: Q,
    method: (process: Callee) => (request: Q, context: never) => Promise<R>,
  ): Promise<R> {
    await pause();
    const process = connected();
    const answer = await between(caller, process.life, method(process)(request, uncut));
    await pause();
    return answer;
  }

  return {
    putRecords: (request) => call(request, ({ handlers }) => handlers.putRecords as never) as never,
    reportProgress: (request) => call(request, ({ handlers }) => handlers.reportProgress as never) as never,
    readRecord: (request) => call(request, ({ handlers }) => handlers.readRecord as never) as never,
    async *listHeld(request) {
      await pause();
      const process = connected();
      const answers = process.handlers.listHeld(request, uncut)[Symbol.asyncIterator]();
      for (;;) {
        const next = await between(caller, process.life, answers.next());
        if (next.done) return;
        yield next.value as never;
      }
    },
    async watchRecords(settings) {
      await pause();
      const process = connected();
      const line = new AbortController();
      const cut = (): void => line.abort();
      const requests = createQueue<WatchRecordsRequest>();
      const responses = process.handlers
        .watchRecords(requests, contextOf(line.signal))
        [Symbol.asyncIterator]() as AsyncIterator<WatchRecordsResponse>;
      for (const life of [caller, process.life]) life.atEnd.add(cut);
      settings?.signal?.addEventListener('abort', cut);
      line.signal.addEventListener('abort', () => {
        for (const life of [caller, process.life]) life.atEnd.delete(cut);
        requests.end();
        // The server goes on to the end of its own side.
        responses.return?.().catch(() => undefined);
      });
      const gone = aborted(line.signal);
      gone.catch(() => undefined);
      const next = (): Promise<IteratorResult<WatchRecordsResponse>> =>
        between(caller, process.life, Promise.race([responses.next(), gone]));
      return {
        write: (request: WatchRecordsRequest) => requests.push(request),
        end: () => requests.end(),
        [Symbol.asyncIterator]: () => ({ next }),
      } as never;
    },
  };
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Unavailable('the stream was cut')), { once: true });
  });

/** What one side has said and the other not taken yet. */
function createQueue<T>(): AsyncIterable<T> & { push(item: T): void; end(): void } {
  const items: T[] = [];
  let wake = (): void => undefined;
  let ended = false;
  return {
    push(item) {
      items.push(item);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    [Symbol.asyncIterator]: () => ({
      async next(): Promise<IteratorResult<T>> {
        while (items.length === 0 && !ended)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        return items.length > 0
          ? { done: false, value: items.shift() as T }
          : { done: true, value: undefined };
      },
    }),
  };
}
