import { Event } from '@lienthong/contracts/common/v1/event';
import { headers, type MsgHdrs } from '@nats-io/transport-node';

/** An event as its owner publishes it. */
export type EventEnvelope = Event;

const attribute = {
  id: 'ce-id',
  type: 'ce-type',
  subject: 'ce-subject',
  source: 'ce-source',
  time: 'ce-time',
  version: 'ce-aggregateversion',
  unit: 'ce-unit',
  spec: 'ce-specversion',
  content: 'content-type',
} as const;

/** Subject of an event: `ev.<type without dots in tokens>.<unit token>`. A unit key's `@` is allowed in a NATS token. */
export function subjectOf(event: Pick<EventEnvelope, 'type' | 'unit'>): string {
  return `ev.${event.type}.${event.unit}`;
}

/** An event as it travels: the body is all of it, the headers say its attributes to whoever reads no protobuf. */
export function toMessage(
  event: EventEnvelope,
  source: string,
  traceparent?: string,
): { headers: MsgHdrs; body: Uint8Array } {
  const head = headers();
  head.set(attribute.spec, '1.0');
  head.set(attribute.id, event.id);
  head.set(attribute.type, event.type);
  head.set(attribute.source, source);
  head.set(attribute.subject, event.subject);
  head.set(attribute.unit, event.unit);
  head.set(attribute.time, (event.time ?? new Date(0)).toISOString());
  head.set(attribute.version, String(event.version));
  head.set(attribute.content, 'application/protobuf');
  if (traceparent !== undefined) head.set('traceparent', traceparent);
  return { headers: head, body: Event.encode(event).finish() };
}

/** @throws when the body is no event: the message is none of ours, or broken. */
export function fromMessage(
  head: MsgHdrs | undefined,
  body: Uint8Array,
): EventEnvelope & { traceparent?: string } {
  const event = Event.decode(body);
  for (const name of ['id', 'type', 'subject', 'unit'] as const)
    if (event[name] === '') throw new Error(`the event has no ${name}`);
  const traceparent = head?.get('traceparent') ?? '';
  return { ...event, ...(traceparent === '' ? {} : { traceparent }) };
}
