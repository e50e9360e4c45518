import type { JsMsg } from '@nats-io/jetstream';

/** Messages that wait to be handled. Whatever waits goes together in the next batch. */
export interface MessageBatches {
  start(): void;
  add(message: JsMsg): void;
  /** Handles what waits. Call it when nothing is added any more. */
  stop(): Promise<void>;
}

const maxBatch = 200;

/** @param options.atOnce how many batches may be handled side by side. */
export function createMessageBatches(options: {
  handle: (messages: readonly JsMsg[]) => Promise<void>;
  atOnce: number;
}): MessageBatches {
  const { handle, atOnce } = options;
  /** By position in the stream: what waits too long is delivered again, and must not pile up while the handler stands still. */
  const waiting = new Map<number, JsMsg>();
  let isStopped = false;
  let wake: (() => void) | undefined;
  let handling: Promise<void> | undefined;

  async function handleAll(): Promise<void> {
    const inFlight = new Set<Promise<void>>();
    while (!isStopped || waiting.size > 0) {
      if (waiting.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        // What came in the same packet is given one by one, and goes together.
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      const batch = [...waiting.values()].slice(0, maxBatch);
      for (const { seq } of batch) waiting.delete(seq);
      const handled = handle(batch).finally(() => inFlight.delete(handled));
      inFlight.add(handled);
      if (inFlight.size >= atOnce) await Promise.race(inFlight);
    }
    await Promise.all(inFlight);
  }

  return {
    start() {
      handling = handleAll();
    },
    add(message) {
      waiting.set(message.seq, message);
      wake?.();
    },
    async stop() {
      isStopped = true;
      wake?.();
      await handling;
    },
  };
}
