import { type DeadReason, deadReason, nameOfError, Refusal, unexpectedError } from '@lienthong/domain';
import { inSpan, type Logger, refuseUnknownLetter } from '@lienthong/runtime';
import type { JsMsg } from '@nats-io/jetstream';
import { SpanKind } from '@opentelemetry/api';
import { concernsAll } from './concerns-all.ts';
import type { DeadLetters } from './dead-letters.ts';
import { fromMessage } from './envelope.ts';
import { createTroubles, type Trouble } from './event-troubles.ts';
import { type HandleBatch, type IncomingEvent, type Outcome, retryLater } from './outcome.ts';
import { createSharedLock } from './shared-lock.ts';

/** Who handles events, and where those go that nobody can handle. */
export interface EventHandling {
  durable: string;
  handle: HandleBatch;
  deadLetters: DeadLetters;
  logger: Logger;
  /** A message was no event: its owner may have published more than came here. */
  onPossibleLoss?: (() => void) | undefined;
}

export interface MessageHandler {
  /** Answers the stream for each message. Never rejects for a handler's failure: the messages come again. */
  handle(messages: readonly JsMsg[]): Promise<void>;
  /** The event that has been failing for longest; undefined: none fails. */
  oldestTrouble(): Trouble | undefined;
}

interface ReadMessage {
  readonly message: JsMsg;
  readonly event: IncomingEvent;
}

const retryDelayMs = 1_000;
/** After so many tries an event that only asks for a retry is given up, too. */
const mostRetries = 20;
/** Batches in which an event may have met an unexpected error before it is tried apart from the others. */
const mostFailures = 3;
/** With none used in between, after so many set aside the cause is no longer the event: the rest waits for a person. */
const mostInARow = 10;

/**
 * Handles messages together. What fails three times without the surroundings being the cause is parted until the failing event is alone,
 * and that one becomes a dead letter.
 */
export function createMessageHandler(handling: EventHandling): MessageHandler {
  const { durable, handle, logger, deadLetters } = handling;
  const troubles = createTroubles();
  // A suspect is tried beside no other batch: both may touch one thing, such as the tally of a day, and would fail together.
  const lock = createSharedLock();
  let setAsideInARow = 0;

  function comeAgain({ message }: ReadMessage): void {
    message.nak(retryDelayMs);
  }

  async function giveUp({ message, event }: ReadMessage, reason: DeadReason): Promise<void> {
    await deadLetters.add(event, reason);
    message.ack();
    troubles.end(message.seq);
    const { deliveryCount: deliveries } = message.info;
    logger.error({ event: event.id, type: event.type, reason, deliveries }, 'an event became a dead letter');
  }

  async function settle(read: ReadMessage, outcome: Outcome): Promise<void> {
    const { seq } = read.message;
    switch (outcome.kind) {
      case 'done':
        setAsideInARow = 0;
        troubles.end(seq);
        read.message.ack();
        return;
      case 'retry':
        if (troubles.note(seq, outcome.reason.code, 1) < mostRetries) comeAgain(read);
        else await giveUp(read, outcome.reason);
        return;
      case 'rejected':
        await giveUp(read, outcome.reason);
        return;
      default:
        outcome satisfies never;
    }
  }

  /** Without a dead letter that stands, the event stays on the stream. @returns whether it was settled. */
  async function settleOrRetry(read: ReadMessage, outcome: Outcome): Promise<boolean> {
    try {
      await settle(read, outcome);
      return true;
    } catch (error) {
      logger.warn({ err: error, event: read.event.id }, 'an event could not be set aside: it comes again');
      troubles.note(read.message.seq, nameOfError(error), 0);
      comeAgain(read);
      return false;
    }
  }

  /** @returns the unexpected error with which all of them failed; undefined: each is answered for. */
  async function attempt(batch: readonly ReadMessage[]): Promise<unknown> {
    let outcomes: Outcome[];
    try {
      outcomes = await handle(batch.map(({ event }) => event));
    } catch (error) {
      const isSurroundings = concernsAll(error);
      for (const { message } of batch) troubles.note(message.seq, nameOfError(error), isSurroundings ? 0 : 1);
      logger.warn({ err: error, events: batch.length }, 'a batch of events failed: it comes again');
      if (!isSurroundings) return error ?? new Error('nothing was thrown');
      for (const one of batch) comeAgain(one);
      return undefined;
    }
    for (const [index, one] of batch.entries())
      await settleOrRetry(one, outcomes[index] ?? retryLater(deadReason('NO_OUTCOME')));
    return undefined;
  }

  async function part(batch: readonly ReadMessage[]): Promise<void> {
    const error = await attempt(batch);
    const [only] = batch;
    if (error === undefined || !only) return;
    if (batch.length === 1) {
      if (setAsideInARow >= mostInARow) return comeAgain(only);
      const outcome: Outcome = { kind: 'rejected', reason: unexpectedError(error) };
      if (await settleOrRetry(only, outcome)) setAsideInARow += 1;
      return;
    }
    const half = Math.ceil(batch.length / 2);
    await part(batch.slice(0, half));
    await part(batch.slice(half));
  }

  async function handleAll(batch: readonly ReadMessage[]): Promise<void> {
    const error = await lock.shared(() => attempt(batch));
    if (error === undefined) return;
    const isSuspect = ({ message }: ReadMessage): boolean => troubles.tries(message.seq) >= mostFailures;
    for (const one of batch) if (!isSuspect(one)) comeAgain(one);
    const suspects = batch.filter(isSuspect);
    if (suspects.length > 0) await lock.exclusive(() => part(suspects));
  }

  return {
    async handle(messages) {
      const readable = readMessages(handling, messages);
      const links = readable.flatMap(({ event }) => event.traceparent ?? []).slice(0, 32);
      await inSpan(`consume ${durable}`, { kind: SpanKind.CONSUMER, links }, async (span) => {
        span.setAttribute('events', readable.length);
        await handleAll(readable);
      });
    },
    oldestTrouble: () => troubles.oldest(),
  };
}

/** Hands a dead letter to the handler again. @returns why it failed again; undefined: it was handled, and is gone. */
export async function retryLetter(
  { handle, deadLetters, logger }: Pick<EventHandling, 'handle' | 'deadLetters' | 'logger'>,
  id: string,
  sees: (unit: string) => boolean,
): Promise<DeadReason | undefined> {
  const event = await deadLetters.find(id);
  if (!event || !sees(event.unit)) refuseUnknownLetter();
  const outcome = await handle([event]).then(
    ([one]) => one ?? retryLater(deadReason('NO_OUTCOME')),
    (error: unknown): Outcome => {
      logger.warn({ err: error, event: id }, 'a dead letter failed again');
      if (concernsAll(error)) refuseForNow(error);
      return { kind: 'rejected', reason: unexpectedError(error) };
    },
  );
  if (outcome.kind === 'done') {
    await deadLetters.remove(id);
    return undefined;
  }
  await deadLetters.failedAgain(id, outcome.reason);
  return outcome.reason;
}

function refuseForNow(cause: unknown): never {
  const message = 'what the consumer needs does not answer';
  throw new Refusal('unavailable', 'SERVICE_UNAVAILABLE', message, { cause });
}

/** What is no event is thrown away. */
function readMessages({ logger, onPossibleLoss }: EventHandling, messages: readonly JsMsg[]): ReadMessage[] {
  const readable: ReadMessage[] = [];
  for (const message of messages) {
    try {
      readable.push({ message, event: fromMessage(message.headers, message.data) });
    } catch (error) {
      logger.error({ err: error, sequence: message.seq }, 'a message that is no event was thrown away');
      onPossibleLoss?.();
      message.term('not an event');
    }
  }
  return readable;
}
