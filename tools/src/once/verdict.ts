import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  GroupBy,
  ListFreshnessRequest,
  OperationsServiceService,
  QueryRollupRequest,
} from '@lienthong/contracts/operations/v1/operations';
import { hueCounterCalendar } from '@lienthong/legal-clock';
import { MongoClient } from 'mongodb';
import { createCatalogue, type Procedure } from '../../../services/onestop/src/domain/procedure.ts';
import type { Province } from '../province/province.ts';
import { type Comparison, compare } from '../recount/compare.ts';
import { type CountedDossier, recount } from '../recount/recount.ts';
import { compareStores } from '../recount/stores.ts';
import { repositoryRoot } from '../repository.ts';
import { patiently } from './patient.ts';

export interface Verdict extends Comparison {
  /** Ids of the dossiers that the communes' databases hold, voided ones too. */
  dossiers: ReadonlySet<string>;
  /** Units whose numbers the province calls complete. */
  complete: number;
  /** Neighbouring stores that disagree, in words. */
  stores: string[];
}

type Period = { from: string; to: string };

/** The communes' databases against what the province answers by gRPC, per unit, day and indicator, once. */
export async function takeVerdict(province: Province, period: Period): Promise<Verdict> {
  const communes = province.sites.filter(({ config }) => config.services.onestop);
  const units = communes.flatMap(({ described }) => described.owns);
  const documents = (await Promise.all(communes.map(readDossiers))).flat();
  const dossiers = documents.map(({ dossier }) => dossier);
  const catalogue = createCatalogue(readProcedures());
  const recounted = recount(dossiers, period, hueCounterCalendar(), (code, version) => {
    const found = catalogue.findVersion(code, version);
    if (!found) throw new Error(`no version ${version} of procedure ${code}`);
    return found.rule;
  });
  const [top] = province.sites;
  const [topUnit = ''] = top?.described.owns ?? [];
  const client = top?.asClient(
    top.described.clients[0]?.clientId ?? '',
    OperationsServiceService,
    'operations',
  );
  if (!client) throw new Error('the province has no site at its top');
  try {
    const { rows } = await patiently(() =>
      client.queryRollup(
        QueryRollupRequest.create({
          selection: {
            unit: topUnit,
            ...period,
            groupBy: GroupBy.COMMUNE,
            byDay: true,
            hierarchyDate: period.from,
          },
        }),
        { timeoutMs: 20_000 },
      ),
    );
    const fresh = await patiently(() => client.listFreshness(ListFreshnessRequest.create({ unit: topUnit })));
    const complete = fresh.units.filter(({ reason }) => reason === 'current').length;
    const stores = await compareStores(province);
    return {
      ...compare(units, period, recounted, rows),
      stores,
      dossiers: new Set(documents.map(({ _id }) => _id)),
      complete,
    };
  } finally {
    client.close();
  }
}

/** Asks again until both agree and every unit is complete, or the time is over. */
export async function awaitVerdict(province: Province, period: Period, withinMs: number): Promise<Verdict> {
  const units = province.sites
    .filter(({ config }) => config.services.onestop)
    .flatMap(({ described }) => described.owns);
  const until = Date.now() + withinMs;
  for (;;) {
    const verdict = await takeVerdict(province, period);
    const isDone =
      verdict.differences.length === 0 && verdict.stores.length === 0 && verdict.complete === units.length;
    if (isDone || Date.now() > until) return verdict;
    await pause(500);
  }
}

type DossierDocument = { _id: string; dossier: CountedDossier };

/** Straight from the database: the documents and nothing else. */
async function readDossiers({ database }: Province['sites'][number]): Promise<DossierDocument[]> {
  const client = await MongoClient.connect(database.uri);
  try {
    return await client
      .db(database.nameOf('onestop'))
      .collection<DossierDocument>('dossiers')
      .find({}, { projection: { dossier: 1 } })
      .toArray();
  } finally {
    await client.close();
  }
}

function readProcedures(): Procedure[] {
  const file = join(repositoryRoot, 'services/onestop/data/procedures.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { procedures: Procedure[] }).procedures;
}
