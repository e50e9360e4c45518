import { type Digest, emptyDigest, type LocalDay, withId } from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import type { Filter } from 'mongodb';
import type { AggregateStore } from './aggregate-store.ts';
import type { StateDocument } from './definition.ts';
import type { ToEnvelope } from './relay.ts';

/** How many events touch a day, and the digest over their ids. */
export interface EventsOfDay {
  events: number;
  digest: Digest;
}

/** What projections rebuild and compare from. */
export interface EventReader {
  /** Version of the rules by which events are made into numbers now. */
  readonly contributionVersion: number;
  /** The events of whole aggregates, paged by their ids; only events that touch these local days (empty: all). */
  readEvents(units: readonly string[], days: readonly LocalDay[]): AsyncIterable<EventEnvelope[]>;
  /** By each local day that an event of the unit touches. Only ids and days are read. */
  summariseEvents(unit: string): Promise<Map<LocalDay, EventsOfDay>>;
}

const pageSize = 200;

export function createEventReader<D extends StateDocument>(
  { collection, upcast }: AggregateStore<D>,
  { toEnvelope, contributionVersion }: { toEnvelope: ToEnvelope<D>; contributionVersion: number },
): EventReader {
  async function page(unit: string, after: string, days: readonly LocalDay[]): Promise<D[]> {
    const where = {
      unit,
      ...(days.length === 0 ? {} : { days: days.length === 1 ? days[0] : { $in: days } }),
      ...(after === '' ? {} : { _id: { $gt: after } }),
    } as Filter<D>;
    return ((await collection.find(where).sort({ _id: 1 }).limit(pageSize).toArray()) as D[]).map(upcast);
  }

  return {
    contributionVersion,
    async summariseEvents(unit) {
      const days = new Map<LocalDay, EventsOfDay>();
      const found = collection
        .find({ unit } as Filter<D>, { projection: { 'events.id': 1, 'events.days': 1 } })
        .batchSize(pageSize * 5);
      for await (const { events } of found) {
        for (const event of events) {
          for (const day of event.days) {
            const { events: count, digest } = days.get(day) ?? { events: 0, digest: emptyDigest };
            days.set(day, { events: count + 1, digest: withId(digest, event.id) });
          }
        }
      }
      return days;
    },

    async *readEvents(units, days) {
      let after = '';
      for (;;) {
        const from = after;
        const found = await Promise.all(units.map((unit) => page(unit, from, days)));
        const ofPage = found
          .flat()
          .sort((a, b) => (a._id < b._id ? -1 : 1))
          .slice(0, pageSize);
        const last = ofPage.at(-1);
        if (!last) return;
        yield ofPage.flatMap((document) =>
          document.events
            .filter((event) => days.length === 0 || event.days.some((day) => days.includes(day)))
            .map((event) => toEnvelope(document, event)),
        );
        if (ofPage.length < pageSize) return;
        after = last._id;
      }
    },
  };
}
