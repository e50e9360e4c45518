import { hueCounterCalendar, ruleOf } from '@lienthong/legal-clock';
import { readTable } from '../once/directory-table.ts';
import type { Contributor, CountedDocument } from './contributor.ts';
import { type CountedDossier, recount, recountedIndicators } from './recount.ts';

interface DossierDocument extends CountedDocument {
  state: CountedDossier;
}

interface DossierEvents {
  _id: string;
  events: { id: string; movements: unknown[]; cancels: unknown[] }[];
}

/** Dossiers, counted by the terms that the province has published, not by those that a dossier says it was given. */
export const onestopContributor: Contributor = {
  owner: 'onestop',
  indicators: recountedIndicators,
  readDocuments: (db) =>
    db
      .collection<DossierDocument>('dossiers')
      .find({}, { projection: { state: 1 } })
      .toArray(),
  async recount(documents, period, top) {
    const { procedures } = await readTable(top, 'procedures');
    const dossiers = (documents as DossierDocument[]).map(({ state }) => state);
    return recount(dossiers, period, hueCounterCalendar(), (code, wanted) => {
      const procedure = procedures.find((one) => one.code === code);
      const version = procedure?.versions.find((one) => one.version === wanted);
      if (!procedure || !version) throw new Error(`no version ${wanted} of procedure ${code}`);
      return ruleOf({ ...procedure, version });
    });
  },
  async readEventIds(db) {
    const dossiers = await db
      .collection<DossierEvents>('dossiers')
      .find({}, { projection: { 'events.id': 1, 'events.movements': 1, 'events.cancels': 1 } })
      .toArray();
    return dossiers
      .flatMap(({ events }) => events)
      .filter(({ movements, cancels }) => movements.length + cancels.length > 0)
      .map(({ id }) => id);
  },
};
