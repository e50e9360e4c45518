import { addDays, dayOf, type Instant, type LocalDay } from '@lienthong/domain';
import type { Db } from 'mongodb';
import { v7 as uuid } from 'uuid';
import { patiently } from '../../../src/once/patient.ts';
import type { LocalSite } from '../../../src/province/local-site.ts';
import { createRandom } from '../../../src/province/seed/random.ts';
import type { Contributor, CountedDocument, Desk } from '../../../src/recount/contributor.ts';
import { type Recount, recountKey } from '../../../src/recount/recount.ts';
import { Cause, FloodsServiceService, Outcome, type ReportMessage } from '../src/contract.ts';

/** What of a report's document decides how it counts. */
interface ReportDocument extends CountedDocument {
  unit: string;
  state: { levelCm: number; lookAgain: LocalDay; status: 'open' | 'settled' | 'mistaken' };
  events: { id: string; kind: 'filed' | 'settled' | 'mistaken'; at: Instant }[];
}

const indicators = ['floods_filed', 'floods_open', 'floods_unseen', 'flood_level'] as const;

const readDocuments = (db: Db): Promise<ReportDocument[]> =>
  db
    .collection<ReportDocument>('reports')
    .find({}, { projection: { unit: 1, state: 1, 'events.id': 1, 'events.kind': 1, 'events.at': 1 } })
    .toArray();

/** A report is open from its day until the one on which it is settled; a mistaken one never was. */
function recountReports(reports: readonly ReportDocument[], { from, to }: { from: LocalDay; to: LocalDay }) {
  const counts: Recount = new Map();
  for (const { unit, state, events } of reports) {
    if (state.status === 'mistaken') continue;
    const dayOfKind = (kind: string): LocalDay | undefined => {
      const found = events.find((event) => event.kind === kind);
      return found && dayOf(found.at);
    };
    const [filed, settled] = [dayOfKind('filed'), dayOfKind('settled')];
    if (filed === undefined) throw new Error(`a report of ${unit} was never filed`);
    for (let day = from; day <= to; day = addDays(day, 1)) {
      const put = (indicator: (typeof indicators)[number], next: (before: number) => number): void => {
        const key = recountKey(unit, day, indicator);
        counts.set(key, next(counts.get(key) ?? 0));
      };
      if (day === filed) {
        put('floods_filed', (before) => before + 1);
        put('flood_level', (before) => Math.max(before, state.levelCm));
      }
      if (day < filed || (settled !== undefined && day >= settled)) continue;
      put('floods_open', (before) => before + 1);
      if (state.lookAgain < day) put('floods_unseen', (before) => before + 1);
    }
  }
  return counts;
}

/** Reports one flood, and closes every second one that it has left. */
function openDesk(site: LocalSite, seed: number): Desk {
  const random = createRandom(seed);
  const [unit = ''] = site.described.owns;
  const clerk = site.described.people.find(({ roles }) => roles.includes('clerk'))?.username ?? '';
  const client = site.as(clerk, FloodsServiceService, 'floods');
  const open: ReportMessage[] = [];
  return {
    async work(today) {
      const report = {
        reportId: uuid(),
        unit,
        cause: random.pick([Cause.RAIN, Cause.TIDE]),
        levelCm: random.between(20, 200),
        lookAgain: addDays(today, random.between(0, 3)),
      };
      const filed = (await patiently(() => client.fileReport(report))).report;
      if (filed) open.push(filed);
      const next = random.chance(0.5) ? open.shift() : undefined;
      if (!next) return;
      const command = {
        reportId: next.id,
        version: next.version,
        idempotencyKey: uuid(),
        outcome: random.pick([Outcome.SETTLED, Outcome.MISTAKEN]),
      };
      await patiently(() => client.closeReport(command));
    },
    close: () => client.close(),
  };
}

/** The example's numbers in the scripted day: a flow, two stocks and a maximum. */
export const floodsContributor: Contributor = {
  owner: 'floods',
  indicators,
  readDocuments,
  recount: async (documents, period) => recountReports(documents as ReportDocument[], period),
  // Each kind counts or cancels.
  readEventIds: async (db) => (await readDocuments(db)).flatMap(({ events }) => events.map(({ id }) => id)),
  openDesk,
};
