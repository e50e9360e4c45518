import { HistoryDecision } from '@lienthong/contracts/reporting/v1/reporting';
import type { LocalSite } from '../province/local-site.ts';
import type { Province } from '../province/province.ts';
import type { Random } from '../province/seed/random.ts';
import { type Contributor, dayName } from '../recount/contributor.ts';
import { inDatabases } from '../recount/databases.ts';
import { compareStores } from '../recount/stores.ts';
import type { Counters } from './counters.ts';
import { copyDatabase, killBroker, killSite, noticeCut, poison, restoreAlone, signInAnew } from './faults.ts';
import { daysUnknownTo, type Ledger } from './ledger.ts';
import { decideHistory, replaceMachine, runTwin } from './machines.ts';
import { merge } from './merger.ts';
import { until } from './operators.ts';

export interface Fault {
  name: string;
  happen(): Promise<void>;
}

/** What faults are made of. */
interface DayWorld {
  province: Province;
  communes: readonly LocalSite[];
  contributors: readonly Contributor[];
  counters: Counters;
  ledger: Ledger;
  random: Random;
  /** A part of the day's dossiers comes in. */
  receive: (part: number) => Promise<void>;
  today: string;
}

const arrivesWithinMs = 120_000;

/** The faults of the last day: those that leave the tree as it is in any order, then a machine that is replaced and a merger. */
export function planFaults(world: DayWorld): Fault[] {
  const { communes, random } = world;
  const disturbances = [
    [killedBroker(world)],
    [killedDistrict(world)],
    cutCommune(world, random.pick(communes)),
    [killedCommune(world, random.pick(communes))],
    [restored(world, 'reporting', random.pick(communes))],
    [restored(world, 'exchange', random.pick(communes))],
    [poisoned(world, random.pick(communes))],
    [twin(world, random.pick(communes))],
  ];
  const former = random.pick(communes);
  const successor = communes.find((site) => site !== former) ?? former;
  return [
    ...shuffled(disturbances, random).flat(),
    replaced(world, random.pick(communes), random.chance(0.5)),
    merged(world, former, successor),
  ];
}

const killedBroker = ({ province, receive }: DayWorld): Fault => ({
  name: 'the province’s NATS is killed and restarted',
  async happen() {
    const [top] = province.sites;
    if (top) await Promise.all([receive(0.1), killBroker(top, 2_000)]);
  },
});

const killedDistrict = ({ province, communes, receive }: DayWorld): Fault => ({
  name: 'the district site is killed -9 and restarted',
  async happen() {
    const district = province.site(communes[0]?.described.parent ?? '');
    await Promise.all([receive(0.1), killSite(district, 1_000)]);
  },
});

const cutCommune = ({ receive, counters }: DayWorld, site: LocalSite): Fault[] => [
  {
    name: 'a commune is cut off and works on',
    async happen() {
      await site.link?.cut();
      await receive(0.1);
      await noticeCut(site);
    },
  },
  { name: 'somebody signs in anew at the cut commune', happen: () => signInAnew(site) },
  {
    name: 'a day that nobody touches again is corrected during the cut',
    async happen() {
      await counters.clerkOf(site).correct(counters.takeKept(site));
      // Still: a server that finds another way to its parent does so within a second or two.
      await noticeCut(site);
      await site.link?.heal();
    },
  },
];

const killedCommune = ({ receive }: DayWorld, site: LocalSite): Fault => ({
  name: 'a commune’s site is killed -9 in the middle of writing',
  async happen() {
    await Promise.all([receive(0.1), killSite(site, 1_000)]);
  },
});

const restored = (
  { province, ledger, contributors, receive }: DayWorld,
  service: 'reporting' | 'exchange',
  site: LocalSite,
): Fault => ({
  name: `the ${service} database of one site is restored alone`,
  async happen() {
    const copy = await copyDatabase(province, site, service, contributors);
    await receive(0.05);
    await restoreAlone(province, site, copy, { ledger, contributors });
  },
});

const poisoned = ({ province, counters }: DayWorld, site: LocalSite): Fault => ({
  name: 'a poisoned event becomes a dead letter and is tried again',
  happen: () => poison(province, site, counters.clerkOf(site)),
});

const twin = ({ province, contributors, counters, ledger, today }: DayWorld, site: LocalSite): Fault => ({
  name: 'a copy of a commune’s machine runs beside it with people at both, and is switched off by decision',
  async happen() {
    const clerk = counters.clerkOf(site);
    await allArrived(province, contributors);
    const again = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) await clerk.receive();
    };
    await runTwin(province, site, { work: () => clerk.receive(), again }, today);
    // Both have written this one day.
    for (const unit of site.described.owns)
      ledger.marked.set(dayName('onestop', unit, today), 'two copies of the machine wrote');
  },
});

const replaced = (
  { province, contributors, counters, ledger, receive }: DayWorld,
  site: LocalSite,
  isTakenBack: boolean,
): Fault => ({
  name: isTakenBack
    ? 'a commune’s machine is replaced by an empty one, which takes its numbers back from above'
    : 'a commune’s machine is replaced by an empty one, which starts anew by decision',
  async happen() {
    await allArrived(province, contributors);
    const above = province.site(site.described.parent ?? '');
    for (const contributor of contributors) {
      const before = await inDatabases(site, async (find) => {
        const db = find(contributor.owner);
        return db ? contributor.readDocuments(db) : [];
      });
      const { owner } = contributor;
      if (isTakenBack) ledger.gone.set(owner, [...(ledger.gone.get(owner) ?? []), ...before]);
      else if (owner === 'onestop') for (const { _id } of before) ledger.givenUp.add(_id);
    }
    for (const day of await daysUnknownTo(site, above, contributors))
      ledger.marked.set(day, 'the machine was replaced');
    await replaceMachine(site);
    counters.replace(site);
    const decision = isTakenBack ? HistoryDecision.INHERIT : HistoryDecision.START_ANEW;
    for (const unit of site.described.owns)
      for (const { owner } of contributors)
        await decideHistory(site, { owner, unit }, above, decision, 'máy chủ mới, không còn dữ liệu');
    await receive(0.1);
  },
});

const merged = (
  { province, contributors, counters, ledger, receive }: DayWorld,
  former: LocalSite,
  successor: LocalSite,
): Fault => ({
  name: 'a commune’s units are handed over to another commune’s site, which inherits their history',
  async happen() {
    counters.end(former);
    await allArrived(province, contributors);
    const above = province.site(former.described.parent ?? '');
    // The successor's record goes over one that it may never have held, which looks like a loss.
    for (const day of await daysUnknownTo(former, above, contributors)) ledger.perhaps.add(day);
    const owners = contributors.map(({ owner }) => owner);
    await merge(province, former, successor, owners);
    ledger.retired.add(former.id);
    await receive(0.05);
  },
});

/** Whatever the communes have counted stands at the province. @throws with what does not. */
async function allArrived(province: Province, contributors: readonly Contributor[]): Promise<void> {
  let differences: string[] = [];
  await until(
    'every number has arrived at every level',
    async () => {
      differences = await compareStores(province, contributors);
      return differences.length === 0;
    },
    arrivesWithinMs,
  ).catch((cause: unknown) => {
    throw new Error(`not arrived: ${differences.join('; ')}`, { cause });
  });
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const left = [...list];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(random.between(0, left.length - 1), 1));
  return order;
}
