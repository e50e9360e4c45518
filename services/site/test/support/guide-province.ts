import { DeadLetterServiceService } from '@lienthong/contracts/common/v1/dead_letter';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DirectoryServiceService, PublishTableRequest } from '@lienthong/contracts/directory/v1/directory';
import {
  ExchangeServiceService,
  type Incident,
  IncidentAction,
  IncidentKind,
} from '@lienthong/contracts/exchange/v1/exchange';
import { Channel, OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import {
  FreshnessReason,
  GroupBy,
  OperationsServiceService,
  QueryRollupRequest,
} from '@lienthong/contracts/operations/v1/operations';
import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import { createApp as directory } from '@lienthong/directory';
import { createApp as exchange } from '@lienthong/exchange';
import { createApp as onestop } from '@lienthong/onestop';
import { createApp as operations } from '@lienthong/operations';
import { createApp as reporting } from '@lienthong/reporting';
import { dayOf } from '@lienthong/domain';
import {
  type CallingService,
  type CallSettings,
  createServiceClient,
  endpointOf,
  type ServiceClient,
  type ServiceName,
} from '@lienthong/runtime';
import { type Creators, eventually, startSiteTree, startTestSite, type TestSite } from '@lienthong/testkit';
import { backupDatabase, restoreDatabase } from '@lienthong/devtools/database-copy';
import { v7 as uuid } from 'uuid';

export const [top, district, commune, other] = ['s46', 's482', 's20116', 's20125'] as const;
export const unitOf = (site: string): string => `${site.slice(1)}@0`;
export const tallies = 'u2-tally-onestop';
export const days = ['2025-06-26', '2025-06-27', '2025-06-30'] as const;
export const services = {
  above: { directory, exchange, operations },
  counter: { directory, exchange, onestop, reporting },
} satisfies Record<string, Creators>;

/** The person before the operator's page; also of any site that the walk comes to. */
export const operator: { onBehalfOf: NonNullable<CallingService['onBehalfOf']> } = {
  onBehalfOf: { subject: 'an-operator', roles: ['operator'], units: ['46@0'] },
};
export const officer: typeof operator = {
  onBehalfOf: { subject: 'an-officer', roles: ['ioc'], units: ['46@0'] },
};

export type GuideProvince = Awaited<ReturnType<typeof startGuideProvince>>;

/**
 * Two communes, a district and a province on real servers with all of their services, dossiers of three days at both communes, and what
 * the operator's page asks of each.
 */
export async function startGuideProvince() {
  const tree = await startSiteTree([
    { id: top },
    { id: district, parent: top },
    { id: commune, parent: district },
    { id: other, parent: district },
  ]);
  const siteOf = (id: string): TestSite => tree.siteOf(id);
  const copies: TestSite[] = [];
  const servicesOf = (id: string): Creators =>
    id === commune || id === other ? services.counter : services.above;
  const ask = {
    exchange: (site: TestSite) => site.as('gateway', ExchangeServiceService, 'exchange'),
    reporting: (id: string) => siteOf(id).as('gateway', ReportingServiceService, 'reporting'),
    operations: (id: string) => siteOf(id).as('gateway', OperationsServiceService, 'operations'),
    deadLetters: (id: string, service: ServiceName) =>
      siteOf(id).as('gateway', DeadLetterServiceService, service),
    directory: (id: string) => siteOf(id).as('gateway', DirectoryServiceService, 'directory'),
  };
  const exchangeOf = (at: string | TestSite) => ask.exchange(typeof at === 'string' ? siteOf(at) : at);
  const listed = async (kind: IncidentKind, at: string | TestSite): Promise<Incident[]> =>
    (await exchangeOf(at).listIncidents({}, operator)).incidents.filter((one) => one.kind === kind);
  const databaseOf = ({ config }: TestSite, service: ServiceName) =>
    [config.database.uri, `${config.database.prefix}_${service}`] as const;

  const atCounter = async <T>(
    id: string,
    work: (counter: ServiceClient<typeof OneStopServiceService>, clerk: CallSettings) => Promise<T>,
  ): Promise<T> => {
    const site = siteOf(id);
    const token = await site.personToken({ roles: ['clerk'], units: [unitOf(id)] });
    const counter = createServiceClient(OneStopServiceService, endpointOf(site.config, 'onestop'));
    try {
      return await work(counter, { authorization: `Bearer ${token}`, timeoutMs: 30_000 });
    } finally {
      counter.close();
    }
  };

  const province = {
    tree,
    ask,
    listed,
    start: (id: string, instead: Creators = {}) => tree.host(id, { ...servicesOf(id), ...instead }),
    /** @returns the first one, as soon as all of these sites list one. */
    async seen(kind: IncidentKind, ...at: (string | TestSite)[]): Promise<Incident> {
      for (const site of at) await eventually(async () => (await listed(kind, site)).length > 0);
      const [first] = await listed(kind, at[0] ?? top);
      if (!first) throw new Error(`an incident of kind ${kind} was listed and is gone`);
      return first;
    },
    async gone(kind: IncidentKind, ...at: (string | TestSite)[]): Promise<void> {
      for (const site of at) await eventually(async () => (await listed(kind, site)).length === 0);
    },
    resolve: (at: string, { key, seen }: Incident, action: IncidentAction) =>
      exchangeOf(at).resolveIncident({ key, action, reason: 'theo hướng dẫn', seen }, operator),
    /** Lifts every mark of a site's own records; then no level has one of them, nor the board one of the unit's. */
    async liftMarks(owner: string): Promise<void> {
      const mine = async (at: string) =>
        (await listed(IncidentKind.MARKED, at)).filter(({ key }) => key?.unit === unitOf(owner));
      await eventually(async () => {
        for (const one of await mine(owner)) await province.resolve(owner, one, IncidentAction.LIFT);
        return (await mine(owner)).length === 0;
      });
      for (const level of [district, top]) await eventually(async () => (await mine(level)).length === 0);
      if (owner !== top) await eventually(async () => !(await province.standing(owner))?.marked);
    },
    /** What the province says of a commune's numbers. */
    async standing(site: string) {
      const { units } = await ask.operations(top).listFreshness({ unit: '46@0', hierarchyDate: '' }, officer);
      return units.find(({ unit }) => unit === unitOf(site));
    },
    isCurrent: (site: string) =>
      eventually(async () => {
        const one = await province.standing(site);
        if (one?.reason !== FreshnessReason.CURRENT) throw new Error(`${site} is ${JSON.stringify(one)}`);
        return true;
      }),
    /** Dossiers received of a unit, as the province shows them. */
    async number(site: string): Promise<number> {
      const selection = {
        unit: '46@0',
        from: days[0],
        to: days[2],
        indicators: ['received'],
        hierarchyDate: days[0],
        groupBy: [GroupBy.COUNTING_UNIT],
      };
      const { rows } = await ask
        .operations(top)
        .queryRollup(QueryRollupRequest.create({ selection }), officer);
      return rows.find(({ unit }) => unit === unitOf(site))?.value ?? 0;
    },
    shows: (site: string, count: number) => eventually(async () => (await province.number(site)) === count),
    /** A clerk receives dossiers; nobody waits until they arrive. */
    async receive(id: string, count: number, procedureCode = '2.000815'): Promise<void> {
      const applicant = { name: 'Nguyễn Thị Bưởi', identityNumber: '', phone: '0905123456', address: '' };
      const what = {
        unit: unitOf(id),
        procedureCode,
        channel: Channel.COUNTER,
        applicant,
        summary: '',
        components: [],
        sets: 0,
        owner: undefined,
        handedInAt: undefined,
      };
      for (let n = 0; n < count; n += 1)
        await atCounter(id, (counter, clerk) =>
          counter.receiveDossier({ dossierId: uuid(), ...what }, clerk),
        );
    },
    /** The counter of a commune has another day. */
    async moveTo(id: string, day: string): Promise<void> {
      await siteOf(id).setClock(day, '08:00');
      await eventually(async () => {
        const { now } = await atCounter(id, (counter, clerk) =>
          counter.countDossiers({ unit: unitOf(id) }, clerk),
        );
        return now !== undefined && dayOf(now.getTime()) === day;
      });
    },
    publish: (name: string, content: Uint8Array) =>
      ask
        .directory(top)
        .publishTable(
          PublishTableRequest.create({ table: { name, content: Buffer.from(content) } }),
          operator,
        ),
    async backUp(id: string, service: ServiceName): Promise<string> {
      const copy = join(siteOf(id).directory, `backup-${service}`);
      await backupDatabase(...databaseOf(siteOf(id), service), copy);
      return copy;
    },
    /** The site stops, its database goes back, it starts again. */
    async restoreAlone(id: string, service: ServiceName, copy: string): Promise<void> {
      await tree.unhost(id);
      await restoreDatabase(...databaseOf(siteOf(id), service), copy);
      await province.start(id);
    },
    /** Another machine with the same configuration and keys, and nothing else; not started yet. */
    async empty(id: string): Promise<void> {
      await tree.unhost(id);
      const nothing = join(siteOf(id).directory, 'nothing');
      await mkdir(nothing, { recursive: true });
      for (const service of Object.keys(servicesOf(id)) as ServiceName[])
        await restoreDatabase(...databaseOf(siteOf(id), service), nothing);
      const { nats } = tree.nats.getSite(id);
      await nats.kill();
      await rm(join(nats.directory, 'jetstream'), { recursive: true, force: true });
      await nats.restart();
    },
    /** A second machine of a site with the same identity and records; its exchange alone runs. */
    async startCopy(id: string): Promise<{ site: TestSite; stop(): Promise<void> }> {
      const original = siteOf(id);
      const site = await startTestSite({
        site: id,
        nats: original.nats,
        database: original.database,
        change: (config) => {
          const { nats, sites } = original.config;
          Object.assign(config, { nats, sites });
          const { exchange: own } = config.services;
          if (own) own.settings = original.config.services['exchange']?.settings;
        },
      });
      copies.push(site);
      await cp(original.config.identity.keyDirectory, site.config.identity.keyDirectory, { recursive: true });
      for (const service of ['directory', 'exchange'] as const)
        await restoreDatabase(...databaseOf(site, service), await province.backUp(id, service));
      const hosted = await site.host({ directory, exchange });
      return { site, stop: () => hosted.stop() };
    },
    async stop(): Promise<void> {
      for (const copy of copies) await copy.stop();
      await tree.stop();
    },
  };

  for (const id of [top, district, commune, other]) await province.start(id);
  for (const id of [commune, other])
    for (const day of days) {
      await province.moveTo(id, day);
      await province.receive(id, 1);
    }
  // The communes' clocks were set back: one that ran on above would call their figures old.
  for (const id of [top, district]) await siteOf(id).setClock(days[2], '08:00');
  for (const id of [commune, other]) await province.shows(id, days.length);
  for (const id of [commune, other]) await province.isCurrent(id);
  return province;
}
