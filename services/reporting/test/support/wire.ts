import { Event } from '@lienthong/contracts/common/v1/event';
import type { EventEnvelope } from '@lienthong/messaging';
import type { CountedEvent } from '../../src/domain/counted-event.ts';

/** An event as it comes from the stream or from its owner. */
export const envelope = ({ eventId, eventType, unit, at, ...counted }: CountedEvent): EventEnvelope =>
  Event.create({
    id: eventId,
    type: eventType,
    subject: eventId,
    unit,
    time: new Date(at),
    version: 1,
    ...counted,
    facts: [...counted.facts],
    cancels: [...counted.cancels],
  });

/** All on two days, so that everything meets. */
export const crowded = (event: CountedEvent): CountedEvent => {
  const near = (day: string): string => (Number(day.slice(-2)) % 2 === 0 ? '2025-06-28' : '2025-06-29');
  return {
    ...event,
    facts: event.facts.map((group) => ({ ...group, day: near(group.day) })),
    cancels: event.cancels.map((cancel) => ({ ...cancel, day: near(cancel.day) })),
  };
};
