import type { Collection, Filter } from 'mongodb';
import type { EventEnvelope } from '@lienthong/messaging';
import type { DossierDocument, StoredDossierEvent } from '../commands/dossier-document.ts';
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

const pageSize = 200;
type Read = Pick<DossierDocument, '_id' | 'code' | 'unit' | 'events'>;

export function createEventReader(dossiers: Collection<DossierDocument>): ReadEvents {
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

  return async function* ({ units, afterDossierId, days }) {
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
  };
}

function touches({ movements, cancels }: StoredDossierEvent, days: string[]): boolean {
  return days.length === 0 || [...movements, ...cancels].some(({ day }) => days.includes(day));
}
