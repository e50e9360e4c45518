import { type Digest, emptyDigest, formatDigest, withId } from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import type { Filter } from 'mongodb';
import type { AggregateStore } from './aggregate-store.ts';
import type { StateDocument } from './definition.ts';
import type { ToEnvelope } from './relay.ts';

export interface EventPage {
  /** Events of whole aggregates, in order. */
  events: EventEnvelope[];
  lastId: string;
}

export interface EventsOfDay {
  day: string;
  events: number;
  /** Over the event ids (`digestOf`). */
  digest: string;
}

/** What projections rebuild and compare from. */
export interface EventReader {
  /** Every aggregate's events, paged by its id. */
  readEvents(query: {
    units: string[];
    afterId: string;
    /** Only events that touch these local days; empty: all. */
    days: string[];
  }): AsyncIterable<EventPage>;
  /**
   * Count and digest of the events that touch each local day of a unit, in pages. Only ids and days are read. With them the version of the rules
   * by which events are made into numbers now.
   */
  summariseEvents(unit: string): AsyncIterable<{ days: EventsOfDay[]; formula: number }>;
}

const daysInPage = 1_000;
const pageSize = 200;

export function createEventReader<D extends StateDocument>(
  { collection, upcast }: AggregateStore<D>,
  { toEnvelope, formula }: { toEnvelope: ToEnvelope<D>; formula: number },
): EventReader {
  async function page(unit: string, after: string, days: string[]): Promise<D[]> {
    const where = {
      unit,
      ...(days.length === 0 ? {} : { days: days.length === 1 ? days[0] : { $in: days } }),
      ...(after === '' ? {} : { _id: { $gt: after } }),
    } as Filter<D>;
    return ((await collection.find(where).sort({ _id: 1 }).limit(pageSize).toArray()) as D[]).map(upcast);
  }

  return {
    async *summariseEvents(unit) {
      const days = new Map<string, { events: number; digest: Digest }>();
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
      const all = [...days].map(([day, { events, digest }]) => ({
        day,
        events,
        digest: formatDigest(digest),
      }));
      for (let at = 0; at < all.length; at += daysInPage)
        yield { days: all.slice(at, at + daysInPage), formula };
    },

    async *readEvents({ units, afterId, days }) {
      let after = afterId;
      for (;;) {
        const from = after;
        const found = await Promise.all(units.map((unit) => page(unit, from, days)));
        const ofPage = found
          .flat()
          .sort((a, b) => (a._id < b._id ? -1 : 1))
          .slice(0, pageSize);
        const last = ofPage.at(-1);
        if (!last) return;
        yield {
          events: ofPage.flatMap((document) =>
            document.events
              .filter((event) => days.length === 0 || event.days.some((day) => days.includes(day)))
              .map((event) => toEnvelope(document, event)),
          ),
          lastId: last._id,
        };
        if (ofPage.length < pageSize) return;
        after = last._id;
      }
    },
  };
}
