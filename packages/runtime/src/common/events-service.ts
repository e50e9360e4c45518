import {
  type EventsServiceService,
  GetPublishingProgressResponse,
  ReadEventsResponse,
  SummariseEventsResponse,
} from '@lienthong/contracts/common/v1/events';
import { refuseField } from '@lienthong/domain';
import type { OwnedEvents } from '../app.ts';
import type { Handlers } from '../calls/call.ts';
import type { AuthorisationTable } from '../identity/authorise.ts';
import type { FindApp } from './find-app.ts';

/** Any service of the site: the same events stand on the stream that each of them reads, and hold no personal data. */
export const eventsAuthorisation: AuthorisationTable<typeof EventsServiceService> = {
  summariseEvents: { services: 'any' },
  readEvents: { services: 'any' },
  getPublishingProgress: { services: 'any' },
};

/** Each question goes to the service that owns the events. */
export function createEventsHandlers(find: FindApp): Handlers<typeof EventsServiceService> {
  const eventsOf = (owner: string): OwnedEvents =>
    find(owner, 'owner').events ?? refuseField('owner', 'UNKNOWN', 'a service that owns events is expected');

  return {
    async *summariseEvents({ owner, unit }) {
      for await (const page of eventsOf(owner).summarise(unit)) yield SummariseEventsResponse.create(page);
    },
    async *readEvents({ owner, unit, days }) {
      for await (const events of eventsOf(owner).read(unit, days))
        yield ReadEventsResponse.create({ events });
    },
    getPublishingProgress: async ({ owner }) =>
      GetPublishingProgressResponse.create(await eventsOf(owner).progress()),
  };
}
