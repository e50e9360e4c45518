import {
  type Durable,
  eventStream,
  isNotFound,
  type Logger,
  provisionSite,
  type SiteNats,
} from '@lienthong/runtime';
import type { JsMsg } from '@nats-io/jetstream';

/** Reads a durable consumer of the site's stream for as long as the process runs, however often the server goes away. */
export interface StreamReader {
  start(): void;
  /** Takes nothing new. Resolves when the last message was given. */
  stop(): Promise<void>;
}

const againMs = 250;

/** @param options.onPossibleLoss called when the stream may have lost what it had acknowledged. */
export function createStreamReader(options: {
  nats: SiteNats;
  durable: Durable;
  take: (message: JsMsg) => void;
  onPossibleLoss?: (() => void) | undefined;
  logger: Logger;
}): StreamReader {
  const { nats, take, onPossibleLoss, logger } = options;
  const durable = options.durable.name;
  let isStopped = false;
  let stopReading: (() => Promise<unknown>) | undefined;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    while (!isStopped) {
      try {
        const consumer = await nats.js.consumers.get(eventStream, durable);
        const messages = await consumer.consume({ max_messages: 500, abort_on_missing_resource: true });
        stopReading = () => messages.close();
        // Stopped while the server was being asked: nobody else would end this reading.
        if (isStopped) messages.stop();
        for await (const message of messages) take(message);
      } catch (error) {
        if (!isStopped) logger.warn({ err: error, durable }, 'reading events broke off and starts again');
        if (!isStopped && isNotFound(error)) await provisionAgain();
      }
      if (!isStopped) await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }

  /** The server came back with an empty store while this process was running: nobody else would make the stream anew. */
  async function provisionAgain(): Promise<void> {
    try {
      await provisionSite(nats.jsm, [options.durable]);
      logger.error({ durable }, 'the stream or its consumer was gone and has been made anew');
      onPossibleLoss?.();
    } catch (error) {
      logger.warn({ err: error, durable }, 'the stream could not be made anew');
    }
  }

  /** What the server acknowledged just before it died may be gone. */
  async function watchConnection(): Promise<void> {
    for await (const { type } of nats.nc.status()) if (type === 'reconnect' && !isStopped) onPossibleLoss?.();
  }

  return {
    start() {
      reading = read();
      void watchConnection();
    },
    async stop() {
      isStopped = true;
      await stopReading?.();
      await reading;
    },
  };
}
