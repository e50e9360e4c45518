import { setTimeout as pause } from 'node:timers/promises';
import {
  FreshnessReason,
  GroupBy,
  ListFreshnessRequest,
  QueryRollupRequest,
} from '@lienthong/contracts/operations/v1/operations';
import { hueCounterCalendar, type ProceduresTable, ruleOf } from '@lienthong/legal-clock';
import type { Province } from '../province/province.ts';
import { type Comparison, compare } from '../recount/compare.ts';
import { type CountedDossier, type Recount, recount } from '../recount/recount.ts';
import { compareStores } from '../recount/stores.ts';
import { readTable } from './directory-table.ts';
import { readDossiers } from './dossiers.ts';
import type { Ledger } from './ledger.ts';
import { askBoard, createIncidentDesk } from './operators.ts';
import { patiently } from './patient.ts';

export interface Verdict extends Comparison {
  /** Ids of the dossiers that the communes' databases hold, voided ones too. */
  dossiers: ReadonlySet<string>;
  /** Units whose numbers the province calls complete. */
  complete: number;
  /** Neighbouring stores that disagree, in words. */
  stores: string[];
  /** Days, as `unit/day`, that the province marks. */
  marked: string[];
  /** Days that should be marked and are not, or are and should not be, in words. */
  marks: string[];
}

type Period = { from: string; to: string };

/**
 * The communes' databases against what the province answers by gRPC, per unit, day and indicator, once. What was lost on the way, the
 * ledger says: there the province has to say so, and nowhere else.
 */
export async function takeVerdict(province: Province, period: Period, ledger: Ledger): Promise<Verdict> {
  const [top] = province.sites;
  if (!top) throw new Error('a province has a site');
  const communes = province.sites.filter(({ config }) => config.services.onestop);
  const units = communes.flatMap(({ described }) => described.owns);
  const documents = [...(await Promise.all(communes.map(readDossiers))).flat(), ...ledger.gone];
  const recounted = countAnew(
    documents.map(({ state }) => state),
    period,
    await readTable(top, 'procedures'),
  );
  const board = askBoard(province);
  try {
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
    const complete = fresh.units.filter(({ reason }) => reason === FreshnessReason.CURRENT).length;
    const marked = await markedDays(province);
    const shown = new Set(rows.filter((row) => row.marked).map(({ unit }) => unit));
    return {
      ...compare(units, period, recounted, rows),
      stores: await compareStores(province, ledger.retired),
      marked,
      marks: wrongMarks(marked, shown, units, ledger),
      dossiers: new Set(documents.map(({ _id }) => _id)),
      complete,
    };
  } finally {
    board.client.close();
  }
}

/** As the operator of the province sees them. */
async function markedDays({ sites: [top] }: Province): Promise<string[]> {
  if (!top) return [];
  const desk = createIncidentDesk(top);
  try {
    return (await desk.list('marked')).map(({ key }) => `${key?.unit}/${key?.id}`).sort();
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
  const unlike = units.filter((unit) => shown.has(unit) !== marked.some((day) => day.startsWith(`${unit}/`)));
  return [
    ...missing.map(([day, what]) => `${day} has lost something and is not marked: ${what}`),
    ...surplus.map((day) => `${day} has lost nothing and is marked`),
    ...unlike.map((unit) => `the board and the list of incidents differ about ${unit}`),
  ];
}

/** Asks again until both agree and every unit is complete, or the time is over. */
export async function awaitVerdict(
  province: Province,
  period: Period,
  ledger: Ledger,
  withinMs: number,
): Promise<Verdict> {
  const units = province.sites
    .filter(({ config }) => config.services.onestop)
    .flatMap(({ described }) => described.owns);
  const until = Date.now() + withinMs;
  for (;;) {
    const verdict = await takeVerdict(province, period, ledger);
    const { differences, stores, marks, complete } = verdict;
    const wrong = differences.length + stores.length + marks.length;
    if ((wrong === 0 && complete === units.length) || Date.now() > until) return verdict;
    await pause(500);
  }
}

/** By the terms that the province has published, not by those that a dossier says it was given. */
function countAnew(dossiers: CountedDossier[], period: Period, { procedures }: ProceduresTable): Recount {
  return recount(dossiers, period, hueCounterCalendar(), (code, wanted) => {
    const procedure = procedures.find((one) => one.code === code);
    const version = procedure?.versions.find((one) => one.version === wanted);
    if (!procedure || !version) throw new Error(`no version ${wanted} of procedure ${code}`);
    return ruleOf({ ...procedure, version });
  });
}
