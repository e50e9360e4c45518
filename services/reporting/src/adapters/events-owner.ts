import {
  EventsServiceService,
  GetPublishingProgressRequest,
  ReadEventsRequest,
  SummariseEventsRequest,
} from '@lienthong/contracts/common/v1/events';
import type { Instant, LocalDay, UnitKey } from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import { createServiceClient, type ServiceName, type Surroundings } from '@lienthong/runtime';

/** Number of events that touch a day, and the digest over their ids. */
export interface EventDay {
  day: LocalDay;
  events: number;
  /** 16 hex digits. */
  digest: string;
  /** The owner's present version of how it makes contributions. */
  formula: number;
}

export interface Publishing {
  /** Business time up to which every event of a unit stands on the stream. */
  publishedTo: Map<UnitKey, Instant>;
  /** Another one: the owner's database may have been set back. */
  epoch: string;
}

/** The owner of the events, as reporting asks it. */
export interface EventsOwner {
  /** The events of a unit, of whole aggregates; only those that touch the given days, if days are given. */
  read(unit: UnitKey, days: readonly LocalDay[], signal: AbortSignal): AsyncIterable<EventEnvelope>;
  /** Every day that an event of the unit touches. */
  days(unit: UnitKey, signal: AbortSignal): AsyncIterable<EventDay>;
  publishing(): Promise<Publishing>;
  close(): void;
}

/** @param owner the service that owns the events. */
export function createEventsOwner(
  owner: ServiceName,
  { reach, identity }: Pick<Surroundings, 'reach' | 'identity'>,
): EventsOwner {
  const client = createServiceClient(EventsServiceService, reach(owner), identity);
  return {
    async *read(unit, days, signal) {
      const pages = client.readEvents(ReadEventsRequest.create({ owner, unit, days: [...days] }), { signal });
      for await (const { events } of pages) yield* events;
    },
    async *days(unit, signal) {
      const pages = client.summariseEvents(SummariseEventsRequest.create({ owner, unit }), { signal });
      for await (const { days, formula } of pages) for (const day of days) yield { ...day, formula };
    },
    async publishing() {
      const { units, epoch } = await client.getPublishingProgress(
        GetPublishingProgressRequest.create({ owner }),
      );
      const publishedTo = new Map(
        units.flatMap(({ unit, publishedTo: at }) => (at ? [[unit, at.getTime()] as const] : [])),
      );
      return { publishedTo, epoch };
    },
    close: () => client.close(),
  };
}
