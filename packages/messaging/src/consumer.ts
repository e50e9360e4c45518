import { type DeadReason, deadReason, type Remedies } from '@lienthong/domain';
import type { JsMsg } from '@nats-io/jetstream';
import {
  type DeadLetterSource,
  type Durable,
  inSpan,
  type Logger,
  machineClock,
  eventStream,
  isNotFound,
  provisionSite,
  refuseUnknownLetter,
  type SiteNats,
} from '@lienthong/runtime';
import { SpanKind } from '@opentelemetry/api';
import { watchConsumer } from './consumer-metrics.ts';
import type { DeadLetters } from './dead-letters.ts';
import { type EventEnvelope, fromMessage } from './envelope.ts';

/** An event as a handler gets it. */
export type IncomingEvent = EventEnvelope & { traceparent?: string };

/** What became of an event; one loop turns it into ack, nak with delay, or dead letter. */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'retry'; reason: DeadReason }
  | { kind: 'rejected'; reason: DeadReason };

export const done: Outcome = { kind: 'done' };
export const retryLater = (reason: DeadReason): Outcome => ({ kind: 'retry', reason });
export const reject = (reason: DeadReason): Outcome => ({ kind: 'rejected', reason });

/** Takes whatever waits, and answers for each event in the same order. Idempotent. A rejection means "retry all". */
export type HandleBatch = (events: IncomingEvent[]) => Promise<Outcome[]>;

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

const maxBatch = 200;
const retryDelayMs = 1_000;
/** After so many deliveries an event that only asks for a retry is given up, too. */
const maxDeliveries = 20;

/** The loop between a durable consumer of the site's stream and a handler. */
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
  onDoubt?: () => void;
}): EventConsumer {
  const { nats, handle, deadLetters, logger, batchesAtOnce = 1, onDoubt } = options;
  const durable = options.durable.name;
  let stopped = false;
  let stopReading: (() => Promise<unknown>) | undefined;
  let reading: Promise<void> | undefined;
  let handling: Promise<void> = Promise.resolve();
  /** By position in the stream: what waits too long is delivered again, and must not pile up while the handler stands still. */
  const waiting = new Map<number, JsMsg>();
  let wake: (() => void) | undefined;
  let unwatch: (() => void) | undefined;

  async function settle(message: JsMsg, event: IncomingEvent, outcome: Outcome): Promise<void> {
    switch (outcome.kind) {
      case 'done':
        message.ack();
        return;
      case 'retry':
        if (message.info.deliveryCount < maxDeliveries) {
          message.nak(retryDelayMs);
          return;
        }
        await giveUp(message, event, outcome.reason);
        return;
      case 'rejected':
        await giveUp(message, event, outcome.reason);
        return;
      default:
        outcome satisfies never;
    }
  }

  async function giveUp(message: JsMsg, event: IncomingEvent, reason: DeadReason): Promise<void> {
    await deadLetters.add(event, reason);
    message.ack();
    const { deliveryCount: deliveries } = message.info;
    logger.error({ event: event.id, type: event.type, reason, deliveries }, 'an event became a dead letter');
  }

  async function retryLetter(id: string, sees: (unit: string) => boolean): Promise<DeadReason | undefined> {
    const event = await deadLetters.find(id);
    if (!event || !sees(event.unit)) refuseUnknownLetter();
    const [outcome] = await handle([event]);
    if (!outcome) throw new Error('the handler gave no outcome');
    if (outcome.kind === 'done') {
      await deadLetters.remove(id);
      return undefined;
    }
    await deadLetters.failedAgain(id, outcome.reason);
    return outcome.reason;
  }

  async function handleBatch(messages: JsMsg[]): Promise<void> {
    const readable: { message: JsMsg; event: IncomingEvent }[] = [];
    for (const message of messages) {
      try {
        readable.push({ message, event: fromMessage(message.headers, message.data) });
      } catch (error) {
        logger.error({ err: error, sequence: message.seq }, 'a message that is no event was thrown away');
        // Its owner may have published more than came here.
        onDoubt?.();
        message.term('not an event');
      }
    }
    const links = readable.flatMap(({ event }) => event.traceparent ?? []).slice(0, 32);
    await inSpan(`consume ${durable}`, { kind: SpanKind.CONSUMER, links }, async (span) => {
      span.setAttribute('events', readable.length);
      try {
        const outcomes = await handle(readable.map(({ event }) => event));
        for (const [index, { message, event }] of readable.entries())
          await settle(message, event, outcomes[index] ?? retryLater(deadReason('NO_OUTCOME')));
      } catch (error) {
        logger.warn({ err: error, events: readable.length }, 'a batch of events failed: it comes again');
        for (const { message } of readable) message.nak(retryDelayMs);
      }
    });
  }

  async function work(): Promise<void> {
    const inFlight = new Set<Promise<void>>();
    while (!stopped || waiting.size > 0) {
      if (waiting.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const batch = [...waiting.values()].slice(0, maxBatch);
      for (const { seq } of batch) waiting.delete(seq);
      const handled = handleBatch(batch).finally(() => inFlight.delete(handled));
      inFlight.add(handled);
      if (inFlight.size >= batchesAtOnce) await Promise.race(inFlight);
    }
    await Promise.all(inFlight);
  }

  /** The server came back with an empty store while this process was running: nobody else would make the stream anew. */
  async function provisionAgain(): Promise<void> {
    try {
      await provisionSite(nats.jsm, [options.durable]);
      logger.error({ durable }, 'the stream or its consumer was gone and has been made anew');
      onDoubt?.();
    } catch (error) {
      logger.warn({ err: error, durable }, 'the stream could not be made anew');
    }
  }

  /** What the server acknowledged just before it died may be gone. */
  async function watchConnection(): Promise<void> {
    for await (const { type } of nats.nc.status()) if (type === 'reconnect' && !stopped) onDoubt?.();
  }

  async function read(): Promise<void> {
    while (!stopped) {
      try {
        const consumer = await nats.js.consumers.get(eventStream, durable);
        const messages = await consumer.consume({ max_messages: 500, abort_on_missing_resource: true });
        stopReading = () => messages.close();
        // Stopped while the server was being asked: nobody else would end this reading.
        if (stopped) messages.stop();
        for await (const message of messages) {
          waiting.set(message.seq, message);
          wake?.();
        }
      } catch (error) {
        if (!stopped) logger.warn({ err: error, durable }, 'reading events broke off and starts again');
        if (!stopped && isNotFound(error)) await provisionAgain();
      }
      if (!stopped) await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  return {
    start() {
      handling = work();
      reading = read();
      void watchConnection();
      unwatch = watchConsumer({ nats, durable, deadLetters, clock: machineClock });
      return Promise.resolve();
    },
    async stop() {
      stopped = true;
      unwatch?.();
      await stopReading?.();
      // What has been delivered is handled: left behind, it would come again only after the acknowledgement's time.
      await reading;
      wake?.();
      await handling;
    },
    deadLetters: {
      consumer: durable,
      remedies: options.remedies,
      list: deadLetters.list,
      retry: retryLetter,
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
