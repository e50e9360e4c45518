import type { Remedies } from '@lienthong/domain';
import {
  type DeadLetterSource,
  type Durable,
  eventStream,
  type Logger,
  machineClock,
  type SiteNats,
} from '@lienthong/runtime';
import { watchConsumer } from './consumer-metrics.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Trouble } from './event-troubles.ts';
import { createMessageHandler, retryLetter } from './handle-messages.ts';
import { createMessageBatches } from './message-batches.ts';
import type { HandleBatch } from './outcome.ts';
import { createStreamReader } from './stream-reader.ts';

export interface EventConsumer {
  start(): Promise<void>;
  /** Takes nothing new and waits for what is being handled. */
  stop(): Promise<void>;
  /**
   * A position in the stream: every event published so far lies at or below it.
   * Once {@link handledTo} reaches it, all of them have been handled (or are dead letters).
   */
  streamPosition(): Promise<number>;
  handledTo(): Promise<number>;
  /** Tried again by the handler. */
  readonly deadLetters: DeadLetterSource;
}

const problemMs = 60_000;

/** Joins a durable consumer of the site's stream with a handler. */
export function createEventConsumer(options: {
  nats: SiteNats;
  durable: Durable;
  handle: HandleBatch;
  deadLetters: DeadLetters;
  /** What ends the causes that the handler rejects for. */
  remedies: Remedies;
  logger: Logger;
  /** Batches that may be handled side by side, for a handler to which order means nothing; 1 unless told. */
  batchesAtOnce?: number;
  /** The stream may have lost events that it had acknowledged: the server was away, came back without it, or handed out what is no event. */
  onPossibleLoss?: () => void;
}): EventConsumer {
  const { nats, handle, deadLetters, logger, batchesAtOnce = 1, onPossibleLoss } = options;
  const durable = options.durable.name;
  const handling = { durable, handle, deadLetters, logger, onPossibleLoss };
  const messages = createMessageHandler(handling);
  const batches = createMessageBatches({
    handle: (batch) => messages.handle(batch),
    atOnce: batchesAtOnce,
  });
  const reader = createStreamReader({
    nats,
    durable: options.durable,
    take: (message) => batches.add(message),
    onPossibleLoss,
    logger,
  });
  let unwatch: (() => void) | undefined;

  /** Of an event that has failed for a minute: it comes again and again. */
  function problemOf(): string | undefined {
    const trouble = messages.oldestTrouble();
    if (!trouble || performance.now() - trouble.since < problemMs) return undefined;
    return `events that ${durable} reads fail, and come again: ${trouble.cause}`;
  }

  return {
    start() {
      batches.start();
      reader.start();
      const oldestTrouble = (): Trouble | undefined => messages.oldestTrouble();
      unwatch = watchConsumer({ nats, durable, deadLetters, oldestTrouble, clock: machineClock });
      return Promise.resolve();
    },
    async stop() {
      unwatch?.();
      await reader.stop();
      // What has been delivered is handled: left behind, it would come again only after the acknowledgement's time.
      await batches.stop();
    },
    deadLetters: {
      consumer: durable,
      remedies: options.remedies,
      problem: problemOf,
      list: deadLetters.list,
      retry: (id, sees) => retryLetter(handling, id, sees),
    },
    async streamPosition() {
      return (await nats.jsm.streams.info(eventStream)).state.last_seq;
    },
    async handledTo() {
      // The stream first: what is published between the two questions must not count as handled.
      const position = (await nats.jsm.streams.info(eventStream)).state.last_seq;
      const info = await nats.jsm.consumers.info(eventStream, durable);
      return info.num_pending === 0 && info.num_ack_pending === 0 ? position : info.ack_floor.stream_seq;
    },
  };
}
