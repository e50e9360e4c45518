import { type DeadReason, deadReason } from '@lienthong/domain';
import { inSpan, type Logger, refuseUnknownLetter } from '@lienthong/runtime';
import type { JsMsg } from '@nats-io/jetstream';
import { SpanKind } from '@opentelemetry/api';
import type { DeadLetters } from './dead-letters.ts';
import { fromMessage } from './envelope.ts';
import { type HandleBatch, type IncomingEvent, type Outcome, retryLater } from './outcome.ts';

/** Who handles events, and where those go that nobody can handle. */
export interface EventHandling {
  durable: string;
  handle: HandleBatch;
  deadLetters: DeadLetters;
  logger: Logger;
  /** A message was no event: its owner may have published more than came here. */
  onDoubt?: (() => void) | undefined;
}

interface ReadMessage {
  readonly message: JsMsg;
  readonly event: IncomingEvent;
}

const retryDelayMs = 1_000;
/** After so many deliveries an event that only asks for a retry is given up, too. */
const maxDeliveries = 20;

/** Handles messages and answers the stream for each. Never rejects for a handler's failure: the messages come again. */
export async function handleMessages(handling: EventHandling, messages: readonly JsMsg[]): Promise<void> {
  const { durable, handle, logger } = handling;
  const readable = readMessages(handling, messages);
  const links = readable.flatMap(({ event }) => event.traceparent ?? []).slice(0, 32);
  await inSpan(`consume ${durable}`, { kind: SpanKind.CONSUMER, links }, async (span) => {
    span.setAttribute('events', readable.length);
    try {
      const outcomes = await handle(readable.map(({ event }) => event));
      for (const [index, one] of readable.entries())
        await settle(handling, one, outcomes[index] ?? retryLater(deadReason('NO_OUTCOME')));
    } catch (error) {
      logger.warn({ err: error, events: readable.length }, 'a batch of events failed: it comes again');
      for (const { message } of readable) message.nak(retryDelayMs);
    }
  });
}

/** Hands a dead letter to the handler again. @returns why it failed again; undefined: it was handled, and is gone. */
export async function retryLetter(
  { handle, deadLetters }: Pick<EventHandling, 'handle' | 'deadLetters'>,
  id: string,
  sees: (unit: string) => boolean,
): Promise<DeadReason | undefined> {
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

/** What is no event is thrown away. */
function readMessages({ logger, onDoubt }: EventHandling, messages: readonly JsMsg[]): ReadMessage[] {
  const readable: ReadMessage[] = [];
  for (const message of messages) {
    try {
      readable.push({ message, event: fromMessage(message.headers, message.data) });
    } catch (error) {
      logger.error({ err: error, sequence: message.seq }, 'a message that is no event was thrown away');
      onDoubt?.();
      message.term('not an event');
    }
  }
  return readable;
}

async function settle(handling: EventHandling, read: ReadMessage, outcome: Outcome): Promise<void> {
  const { message } = read;
  switch (outcome.kind) {
    case 'done':
      message.ack();
      return;
    case 'retry':
      if (message.info.deliveryCount < maxDeliveries) message.nak(retryDelayMs);
      else await giveUp(handling, read, outcome.reason);
      return;
    case 'rejected':
      await giveUp(handling, read, outcome.reason);
      return;
    default:
      outcome satisfies never;
  }
}

async function giveUp(
  { deadLetters, logger }: EventHandling,
  { message, event }: ReadMessage,
  reason: DeadReason,
): Promise<void> {
  await deadLetters.add(event, reason);
  message.ack();
  const { deliveryCount: deliveries } = message.info;
  logger.error({ event: event.id, type: event.type, reason, deliveries }, 'an event became a dead letter');
}
