import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { IncidentAction, IncidentKind } from '@lienthong/contracts/exchange/v1/exchange';
import { FreshnessReason } from '@lienthong/contracts/operations/v1/operations';
import {
  HistoryDecision,
  ReportingServiceService,
  ResolveHistoryRequest,
} from '@lienthong/contracts/reporting/v1/reporting';
import { Refusal, tallyChannel } from '@lienthong/domain';
import type { ServiceName } from '@lienthong/runtime';
import { MongoClient } from 'mongodb';
import type { LocalSite } from '../province/local-site.ts';
import type { Province } from '../province/province.ts';
import { readStores } from '../recount/stores.ts';
import { createClerk } from './clerk.ts';
import { createIncidentDesk, operatorOf, reasonAtTop, until } from './operators.ts';
import { patiently } from './patient.ts';

/** The machine of a site is gone; another one with the same configuration and keys, and nothing else, takes its place. */
export async function replaceMachine(site: LocalSite): Promise<void> {
  await site.process.kill();
  await site.nats.kill();
  const client = await MongoClient.connect(site.database.uri);
  try {
    for (const service of Object.keys(site.config.services) as ServiceName[])
      await client.db(site.database.nameOf(service)).dropDatabase();
  } finally {
    await client.close();
  }
  await rm(join(dirname(site.files.natsConfig), 'jetstream'), { recursive: true, force: true });
  await site.nats.start();
  await site.process.start();
}

/**
 * The operator of a site decides about the days of a unit in an owner's numbers that others hold and the site knows nothing of: first a dry run, until it shows
 * all days that the site above holds.
 */
export async function decideHistory(
  site: LocalSite,
  { owner, unit }: { owner: ServiceName; unit: string },
  above: LocalSite,
  decision: HistoryDecision,
  reason: string,
): Promise<void> {
  const reporting = site.as(operatorOf(site), ReportingServiceService, 'reporting');
  const held = [...(await readStores(above, owner)).stamps.keys()].filter((name) =>
    name.startsWith(`${unit}/`),
  );
  const ask = (rest: { dryRun: boolean; reason?: string; seen?: Record<string, string> }) =>
    patiently(() =>
      reporting.resolveHistory(
        ResolveHistoryRequest.create({ channel: tallyChannel(owner), unit, decision, ...rest }),
      ),
    );
  try {
    let seen = {};
    await until('the dry run shows every day that the level above holds', async () => {
      // After a hand-over, services read the registry of sites a moment later than their directory.
      const days = await ask({ dryRun: true }).then((answer) => answer.days, notCountedYet);
      seen = Object.fromEntries(days.map((one) => [one.day, one.seen]));
      return days.filter(({ before }) => before).length === held.length;
    });
    await ask({ dryRun: false, reason, seen });
  } finally {
    reporting.close();
  }
}

/**
 * A copy of a commune's machine is started beside it, and people work at both: that is recognised, and the province calls no figure of the
 * unit current. The copy is switched off, the operator of the level above decides, and what only the copy had is entered again.
 *
 * @param desk.work goes on at the true machine meanwhile; `again` enters so many dossiers there.
 * @param day both write it: it is marked in the end.
 */
export async function runTwin(
  province: Province,
  site: LocalSite,
  desk: { work: () => Promise<unknown>; again: (count: number) => Promise<unknown> },
  day: string,
): Promise<void> {
  const [unit = ''] = site.described.owns;
  const above = province.site(site.described.parent ?? '');
  const copy = await province.copyOf(site.id);
  const incidents = createIncidentDesk(above);
  const own = createIncidentDesk(site);
  const isTold = async (at: typeof own): Promise<boolean> =>
    (await at.list(IncidentKind.TWIN)).some(({ key }) => key?.id === site.id);
  try {
    await copy.nats.start();
    await copy.link?.heal();
    await copy.process.start();
    const clerk = createClerk(copy, 1);
    const bothWork = (): Promise<unknown> => Promise.all([desk.work(), clerk.receive()]);
    try {
      await until('two live copies of a commune are recognised', async () => {
        await bothWork();
        return isTold(incidents);
      });
      // They are known by their signs of life, maybe before a number of the copy has left it. Then nothing would be lost.
      await until('a day that both have written is marked', async () => {
        await bothWork();
        return (await incidents.list(IncidentKind.MARKED)).some(
          ({ key }) => key?.unit === unit && key.id === day,
        );
      });
      await until(
        'the province calls no figure of the unit current',
        async () => (await reasonAtTop(province, unit)) === FreshnessReason.TWIN,
      );
    } finally {
      clerk.close();
    }
    await copy.process.kill();
    await copy.nats.kill();
    await copy.link?.cut();
    const [found] = (await incidents.list(IncidentKind.TWIN)).filter(({ key }) => key?.id === site.id);
    if (found) await incidents.resolve(found, IncidentAction.LIFT, 'đã tắt máy nhân bản');
    await desk.again(clerk.acknowledged.size);
    await until(
      'the twin is settled everywhere',
      async () => !(await isTold(incidents)) && !(await isTold(own)),
    );
    await until(
      'no record is claimed twice',
      async () => (await own.list(IncidentKind.CONTESTED)).length === 0,
    );
  } finally {
    incidents.close();
    own.close();
    await copy.process.kill();
    await copy.nats.kill();
    await copy.link?.cut();
    await copy.database.server?.stop();
  }
}

function notCountedYet(error: unknown): [] {
  if (error instanceof Refusal && error.code === 'UNIT_NOT_COUNTED_HERE') return [];
  throw error;
}
