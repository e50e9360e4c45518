import type { Collection, Filter } from 'mongodb';
import { type Digest, emptyDigest, formatDigest, withId } from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import type { DossierDocument, StoredDossierEvent } from '../commands/dossier-document.ts';
import { formula } from '../domain/contributions.ts';
import { toEnvelope } from './to-envelope.ts';

export interface EventPage {
  /** Events of whole dossiers, in order. */
  events: EventEnvelope[];
  lastDossierId: string;
}

/** Reads every dossier's events, paged by dossier id: what projections rebuild and compare from. */
export type ReadEvents = (query: {
  units: string[];
  afterDossierId: string;
  /** Only events with movements or cancels on these local days; empty: all. */
  days: string[];
}) => AsyncIterable<EventPage>;

/** Count and digest of the events that touch each local day of a unit, in pages. Only ids and days are read. */
export type SummariseEvents = (unit: string) => AsyncIterable<{ days: EventsOfDay[]; formula: number }>;

export interface EventsOfDay {
  day: string;
  events: number;
  /** Over the event ids (`digestOf`). */
  digest: string;
}

/** What projections rebuild and compare from. */
export interface EventReader {
  readEvents: ReadEvents;
  summariseEvents: SummariseEvents;
}

const daysInPage = 1_000;
const pageSize = 200;
type Read = Pick<DossierDocument, '_id' | 'code' | 'unit' | 'events'>;

export function createEventReader(dossiers: Collection<DossierDocument>): EventReader {
  async function page(unit: string, after: string, days: string[]): Promise<Read[]> {
    const [day] = days;
    const where = {
      unit,
      ...(day === undefined ? {} : { days: days.length === 1 ? day : { $in: days } }),
      ...(after === '' ? {} : { _id: { $gt: after } }),
    } as Filter<DossierDocument>;
    return dossiers
      .find(where, { projection: { _id: 1, code: 1, unit: 1, events: 1 } })
      .sort({ _id: 1 })
      .limit(pageSize)
      .toArray() as Promise<Read[]>;
  }

  async function* summariseEvents(unit: string): ReturnType<SummariseEvents> {
    const days = new Map<string, { events: number; digest: Digest }>();
    const found = dossiers.find({ unit }, { projection: idsAndDays }).batchSize(pageSize * 5);
    for await (const { events } of found) {
      for (const event of events) {
        for (const day of daysOf(event)) {
          const { events: count, digest } = days.get(day) ?? { events: 0, digest: emptyDigest };
          days.set(day, { events: count + 1, digest: withId(digest, event.id) });
        }
      }
    }
    const all = [...days].map(([day, { events, digest }]) => ({ day, events, digest: formatDigest(digest) }));
    for (let at = 0; at < all.length; at += daysInPage)
      yield { days: all.slice(at, at + daysInPage), formula };
  }

  async function* readEvents({
    units,
    afterDossierId,
    days,
  }: Parameters<ReadEvents>[0]): ReturnType<ReadEvents> {
    let after = afterDossierId;
    for (;;) {
      const from = after;
      const found = await Promise.all(units.map((unit) => page(unit, from, days)));
      const dossiersOfPage = found
        .flat()
        .sort((a, b) => (a._id < b._id ? -1 : 1))
        .slice(0, pageSize);
      const last = dossiersOfPage.at(-1);
      if (!last) return;
      yield {
        events: dossiersOfPage.flatMap((dossier) =>
          dossier.events
            .filter((event) => touches(event, days))
            .map((event) => toEnvelope(dossier as DossierDocument, event)),
        ),
        lastDossierId: last._id,
      };
      if (dossiersOfPage.length < pageSize) return;
      after = last._id;
    }
  }

  return { readEvents, summariseEvents };
}

const idsAndDays = { 'events.id': 1, 'events.movements.day': 1, 'events.cancels.day': 1 };

const daysOf = ({ movements, cancels }: Pick<StoredDossierEvent, 'movements' | 'cancels'>): Set<string> =>
  new Set([...movements, ...cancels].map(({ day }) => day));

function touches(event: StoredDossierEvent, days: string[]): boolean {
  return days.length === 0 || [...daysOf(event)].some((day) => days.includes(day));
}
