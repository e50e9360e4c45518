import { IncidentKind } from '@lienthong/contracts/exchange/v1/exchange';
import { setTimeout as pause } from 'node:timers/promises';
import {
  FreshnessReason,
  GroupBy,
  ListFreshnessRequest,
  QueryRollupRequest,
} from '@lienthong/contracts/operations/v1/operations';
import type { TableContents } from '@lienthong/runtime';
import type { LocalSite } from '../province/local-site.ts';
import type { Province } from '../province/province.ts';
import { type Comparison, type Compared, compare } from '../recount/compare.ts';
import { type Contributor, type CountedDocument, dayName, type Period } from '../recount/contributor.ts';
import { inDatabases } from '../recount/databases.ts';
import { compareStores } from '../recount/stores.ts';
import { readTable } from './directory-table.ts';
import { tallyChannel } from '@lienthong/domain';
import type { Ledger } from './ledger.ts';
import { askBoard, createIncidentDesk } from './operators.ts';
import { patiently } from './patient.ts';

export interface Verdict extends Comparison {
  /** By owner, ids of the documents that were counted anew; of dossiers voided ones too. */
  documents: ReadonlyMap<string, ReadonlySet<string>>;
  /** How many sources of numbers of units the province calls complete. */
  complete: number;
  /** Neighbouring stores that disagree, in words. */
  stores: string[];
  /** Days (`dayName`) that the province marks. */
  marked: string[];
  /** Days that should be marked and are not, or are and should not be, in words. */
  marks: string[];
}

/**
 * The communes' databases against what the province answers by gRPC, per unit, day and indicator of every contributor, once. What was lost
 * on the way, the ledger says: there the province has to say so, and nowhere else.
 */
export async function takeVerdict(
  province: Province,
  contributors: readonly Contributor[],
  period: Period,
  ledger: Ledger,
): Promise<Verdict> {
  const [top] = province.sites;
  if (!top) throw new Error('a province has a site');
  const communes = province.sites.filter(({ config }) => config.services.onestop);
  const units = communes.flatMap(({ described }) => described.owns);
  const catalogue = await readTable(top, 'indicators');
  const board = askBoard(province);
  try {
    const counted = await Promise.all(
      contributors.map(async (contributor) => {
        const { owner } = contributor;
        const documents = [...(await readAll(communes, contributor)), ...(ledger.gone.get(owner) ?? [])];
        const recounted = await contributor.recount(documents, period, top);
        return { owner, documents, recounted, indicators: comparedOf(contributor, catalogue) };
      }),
    );
    const { rows } = await patiently(() =>
      board.client.queryRollup(
        QueryRollupRequest.create({
          selection: {
            unit: board.unit,
            ...period,
            groupBy: [GroupBy.COUNTING_UNIT],
            byDay: true,
            hierarchyDate: period.from,
          },
        }),
        { timeoutMs: 20_000 },
      ),
    );
    const fresh = await patiently(() =>
      board.client.listFreshness(ListFreshnessRequest.create({ unit: board.unit })),
    );
    const marked = await markedDays(province, contributors);
    const shown = new Set(rows.filter((row) => row.marked).map(({ unit }) => unit));
    const comparisons = counted.map(({ recounted, indicators }) =>
      compare(units, indicators, period, recounted, rows),
    );
    return {
      compared: comparisons.reduce((sum, { compared }) => sum + compared, 0),
      differences: comparisons.flatMap(({ differences }) => differences),
      stores: await compareStores(province, contributors, ledger.retired),
      marked,
      marks: wrongMarks(marked, shown, units, ledger),
      documents: new Map(
        counted.map(({ owner, documents }) => [owner, new Set(documents.map(({ _id }) => _id))]),
      ),
      complete: fresh.units.filter(({ reason }) => reason === FreshnessReason.CURRENT).length,
    };
  } finally {
    board.client.close();
  }
}

async function readAll(sites: readonly LocalSite[], contributor: Contributor): Promise<CountedDocument[]> {
  const all = sites.map((site) =>
    inDatabases(site, async (find) => {
      const db = find(contributor.owner);
      return db ? contributor.readDocuments(db) : [];
    }),
  );
  return (await Promise.all(all)).flat();
}

/** The owner's indicators that add up by themselves. @throws when the recount does not know one of the catalogue. */
function comparedOf({ owner, indicators }: Contributor, catalogue: TableContents['indicators']): Compared[] {
  const rows = catalogue.indicators.filter((row) => row.owner === owner && row.formula === undefined);
  const unknown = rows.find(({ code }) => !indicators.includes(code));
  if (unknown) throw new Error(`no recount of ${unknown.code}, which ${owner} contributes to`);
  return indicators.map((code) => {
    const row = rows.find((one) => one.code === code);
    return { code, absent: row?.aggregation === 'sum' ? 0 : undefined };
  });
}

/** As the operator of the province sees them. */
async function markedDays(
  { sites: [top] }: Province,
  contributors: readonly Contributor[],
): Promise<string[]> {
  if (!top) return [];
  const desk = createIncidentDesk(top);
  try {
    const owners = new Map(contributors.map(({ owner }) => [tallyChannel(owner), owner]));
    const marked = await desk.list(IncidentKind.MARKED);
    return marked
      .flatMap(({ key }) => {
        const owner = owners.get(key?.channel ?? '');
        return key && owner !== undefined ? dayName(owner, key.unit, key.id) : [];
      })
      .sort();
  } finally {
    desk.close();
  }
}

/** @param shown units whose numbers the board marks. */
function wrongMarks(
  marked: readonly string[],
  shown: ReadonlySet<string>,
  units: readonly string[],
  ledger: Ledger,
): string[] {
  const missing = [...ledger.marked].filter(([day]) => !marked.includes(day));
  const surplus = marked.filter((day) => !ledger.marked.has(day) && !ledger.perhaps.has(day));
  const unlike = units.filter((unit) => shown.has(unit) !== marked.some((day) => day.includes(`/${unit}/`)));
  return [
    ...missing.map(([day, what]) => `${day} has lost something and is not marked: ${what}`),
    ...surplus.map((day) => `${day} has lost nothing and is marked`),
    ...unlike.map((unit) => `the board and the list of incidents differ about ${unit}`),
  ];
}

/** Asks again until both agree and every unit is complete, or the time is over. */
export async function awaitVerdict(
  province: Province,
  contributors: readonly Contributor[],
  period: Period,
  ledger: Ledger,
  withinMs: number,
): Promise<Verdict> {
  const units = province.sites
    .filter(({ config }) => config.services.onestop)
    .flatMap(({ described }) => described.owns);
  const until = Date.now() + withinMs;
  for (;;) {
    const verdict = await takeVerdict(province, contributors, period, ledger);
    const { differences, stores, marks, complete } = verdict;
    const wrong = differences.length + stores.length + marks.length;
    if ((wrong === 0 && complete === units.length * contributors.length) || Date.now() > until)
      return verdict;
    await pause(500);
  }
}
