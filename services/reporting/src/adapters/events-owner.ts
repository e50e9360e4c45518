import {
  EventsServiceService,
  GetPublishingProgressRequest,
  ReadEventsRequest,
  SummariseEventsRequest,
} from '@lienthong/contracts/common/v1/events';
import { createServiceClient, type ServiceName, type ServiceContext } from '@lienthong/runtime';
import type { EventsOwner } from '../projections/ports.ts';

/** @param owner the service that owns the events. */
export function createEventsOwner(
  owner: ServiceName,
  { reach, identity }: Pick<ServiceContext, 'reach' | 'identity'>,
): EventsOwner {
  const client = createServiceClient(EventsServiceService, reach(owner), identity);
  return {
    async *read(unit, days, signal) {
      const pages = client.readEvents(ReadEventsRequest.create({ owner, unit, days: [...days] }), { signal });
      for await (const { events } of pages) yield* events;
    },
    async *days(unit, signal) {
      const pages = client.summariseEvents(SummariseEventsRequest.create({ owner, unit }), { signal });
      for await (const { days, contributionVersion } of pages)
        for (const day of days) yield { ...day, contributionVersion };
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
