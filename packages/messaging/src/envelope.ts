import type { Event } from '@lienthong/contracts/common/v1/event';
import { headers, type MsgHdrs } from '@nats-io/transport-node';

/** An event as its owner publishes it: CloudEvents 1.0 attributes, the service's own protobuf message as body. */
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

export function toHeaders(event: EventEnvelope, source: string, traceparent?: string): MsgHdrs {
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
  return head;
}

/** @throws when a required attribute is missing: the message is none of ours. */
export function fromMessage(
  head: MsgHdrs | undefined,
  data: Uint8Array,
): EventEnvelope & { traceparent?: string } {
  const get = (name: string): string => {
    const value = head?.get(name) ?? '';
    if (value === '') throw new Error(`the message has no ${name}`);
    return value;
  };
  const traceparent = head?.get('traceparent') ?? '';
  return {
    id: get(attribute.id),
    type: get(attribute.type),
    subject: get(attribute.subject),
    unit: get(attribute.unit),
    time: new Date(get(attribute.time)),
    version: Number(get(attribute.version)),
    data: Buffer.from(data),
    ...(traceparent === '' ? {} : { traceparent }),
  };
}
